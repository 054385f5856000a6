import FewShotTensors
let a = Tensor([1.0, 2, 3, 4] as [Float], shape: [2, 2])
print(a.matmul(a), a + 1, (1 - a), a.matmul(Tensor.ones([3, 3])), Tensor.zeros([1 << 50]), a[5])
let r = try valueWithGradient(at: [a], order: .second) { ($0[0] * $0[0] * $0[0]).sum() }
print(r.value, r.gradients)
let rr = try valueWithGradient(at: [a]) { x in
    try valueWithGradient(at: x, order: .second) { ($0[0] * $0[0] * $0[0]).sum() }.gradients[0].sum()
}
print(rr.gradients, (a .> 2), Tensor([1, 2, 3]) + 1, Tensor([1,2]) / 2, Tensor.zeros([0]).sum(), TensorRuntime.loadCUDA(), Tensor.zeros([2]).to(.cuda(0)))
