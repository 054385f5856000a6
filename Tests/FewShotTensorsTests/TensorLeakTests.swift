import FewShotTensors
import Foundation
import Testing

/// How much more memory a process may have after the work than after a tenth of it: most of it is LibTorch itself, 150 MB,
/// beside which a leak of every tenth small tensor would be lost in 5 %.
private let tolerance = 1.005

private func residentPages() throws -> Double {
    let numbers = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return try #require(numbers.dropFirst().first.flatMap { Double($0) })
}

/// Tensors and memory are counted over a whole process, so each test has one of its own.
struct TensorLeakTests {
    @Test func `100,000 operations leave no tensor and no memory behind`() async {
        await #expect(processExitsWith: .success) {
            try TensorRuntime.setThreads(1)  // two threads on a busy machine wait for each other
            var generator = SeededGenerator(seed: 5)
            let weight = Tensor.normal([16, 16], using: &generator)
            let images = Tensor.normal([2, 1, 8, 8], using: &generator)
            let kernel = Tensor.normal([2, 1, 3, 3], using: &generator)

            /// 50 operations and their derivatives: arithmetic, convolution, gradients of gradients, errors, and reading.
            func work() throws {
                var x = weight
                for _ in 0..<8 { x = (x.matmul(weight).tanh() + 1).normalized() }
                _ = try x.sum().scalar()
                let result = try valueWithGradient(at: [kernel]) { outer in
                    let inner = try valueWithGradient(at: outer, order: .second) { inner in
                        images.convolved(inner[0], padding: 1).relu().maxPooled(2).squared().mean()
                    }
                    return (outer[0] - inner.gradients[0] * 0.1).squared().sum()
                }
                _ = try result.gradients[0].values(as: Float.self)
                let failed = (weight + Tensor.ones([3])).exp().sum()
                try #require(failed.failure != nil)
                try #require(throws: TensorError.self) {
                    try valueWithGradient(at: [weight]) { $0[0].tanh().reshaped([7]).sum() }
                }
            }

            let tensors = TensorRuntime.liveTensors
            for _ in 0..<200 { try work() }
            let before = try residentPages()
            for _ in 0..<1800 { try work() }
            let after = try residentPages()
            #expect(TensorRuntime.liveTensors == tensors)
            #expect(after <= before * tolerance, "\(before) pages became \(after)")
        }
    }

    @Test func `tensors are freed with their last copy`() async {
        await #expect(processExitsWith: .success) {
            #expect(TensorRuntime.liveTensors == 0)
            do {
                let tensor = Tensor([1.0, 2])
                let copies = [tensor, tensor, tensor.detached()]
                #expect(TensorRuntime.liveTensors == 1 && copies.count == 3)
                let view = tensor[0]
                #expect(TensorRuntime.liveTensors == 2 && view.count == 1)
            }
            #expect(TensorRuntime.liveTensors == 0)
        }
    }
}
