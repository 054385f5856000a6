import FewShotTensors
import GradientChecking
import Testing

struct GradientTests {
    static let operations =
        DifferentiableOperation.arithmetic + DifferentiableOperation.functions + DifferentiableOperation.reductions
        + DifferentiableOperation.shapes + DifferentiableOperation.networks

    @Test(arguments: operations)
    func `first derivatives agree with finite differences`(operation: DifferentiableOperation) throws {
        #expect(try GradientCheck.firstOrder(at: operation.inputs, operation.apply) < GradientCheck.tolerance)
    }

    @Test(arguments: operations)
    func `second derivatives agree with finite differences`(operation: DifferentiableOperation) throws {
        #expect(try GradientCheck.secondOrder(at: operation.inputs, operation.apply) < GradientCheck.tolerance)
    }

    @Test func `a wrong derivative is found`() throws {
        let error = try GradientCheck.firstOrder(at: [Tensor([0.5, 2])]) { $0[0] * $0[0].detached() }
        #expect(error > 0.1)
    }

    @Test func `nested calls give the third derivative`() throws {
        // x⁵ at 2: value 32, derivatives 80, 160, 240.
        func derivative(_ order: Int, at x: Tensor) throws -> Tensor {
            if order == 0 { return x.power(5) }
            return try valueWithGradient(at: [x], order: .second) { try derivative(order - 1, at: $0[0]) }.gradients[0]
        }
        let x = Tensor(2, type: .float64)
        #expect(try (0...3).map { try derivative($0, at: x).scalar() } == [32, 80, 160, 240])
    }

    @Test func `the value comes with the gradient`() throws {
        let result = try valueWithGradient(at: [Tensor([1.0, 2, 3])]) { $0[0].squared().sum() }
        #expect(try result.value.scalar() == 14)
        #expect(try result.gradients[0].values() == [2.0, 4, 6])
        #expect(!result.value.isTraced && !result.gradients[0].isTraced)
    }

    @Test func `an input that is not used has a gradient of zeros`() throws {
        for order in [GradientOrder.first, .second] {
            let inputs = [Tensor([1.0, 2]), Tensor([[3.0]].flatMap { $0 }, shape: [1, 1])]
            let result = try valueWithGradient(at: inputs, order: order) { $0[0].sum() }
            #expect(result.gradients[1].shape == [1, 1])
            #expect(try result.gradients[1].scalar() == 0)
        }
    }

    @Test func `a constant function has gradients of zeros`() throws {
        let result = try valueWithGradient(at: [Tensor([1.0, 2])]) { _ in Tensor(5) }
        #expect(try result.gradients[0].values() == [0.0, 0])
        #expect(try result.value.scalar() == 5)
    }

    @Test func `no inputs give no gradients`() throws {
        let result = try valueWithGradient(at: []) { _ in Tensor(5) }
        #expect(result.gradients.isEmpty)
        #expect(try result.value.scalar() == 5)
    }

    @Test(arguments: [(GradientOrder.first, 12.0), (.second, 36.0)])
    func `an inner gradient is a constant unless it is of second order`(order: GradientOrder, expected: Double) throws {
        // x · d(x³)/dx at 2 is 24; its derivative is 3x² + x · 6x = 36, or 3x² = 12 with the inner one held constant.
        let result = try valueWithGradient(at: [Tensor(2, type: .float64)]) { outer in
            let inner = try valueWithGradient(at: outer, order: order) { $0[0].power(3) }
            return outer[0] * inner.gradients[0]
        }
        #expect(try result.value.scalar() == 24)
        #expect(try result.gradients[0].scalar() == expected)
    }

    @Test func `other tensors are constants to the inner gradient and not to the outer one`() throws {
        let result = try valueWithGradient(at: [Tensor(3, type: .float64)]) { outer in
            let inner = try valueWithGradient(at: [Tensor(2, type: .float64)], order: .second) {
                $0[0] * outer[0].squared()
            }
            return inner.gradients[0]  // outer², whose derivative is 2 · 3
        }
        #expect(try result.gradients[0].scalar() == 6)
    }

    @Test func `two steps of gradient descent differentiate to the start`() throws {
        // Each step on x² with rate r maps x to (1 − 2r) x; the loss x² has then the derivative 2 (1 − 2r)⁴ x.
        let rate = 0.1
        let result = try valueWithGradient(at: [Tensor(3, type: .float64)]) { start in
            var x = start[0]
            for _ in 0..<2 {
                x = try x - valueWithGradient(at: [x], order: .second) { $0[0].squared() }.gradients[0] * rate
            }
            return x.squared()
        }
        #expect(try abs(result.gradients[0].scalar() - 2 * 0.8 * 0.8 * 0.8 * 0.8 * 3) < 1e-12)
    }

    @Test func `conversion to another precision lets gradients through`() throws {
        let result = try valueWithGradient(at: [Tensor([1.5, 2])]) { $0[0].to(.float32).squared().sum() }
        #expect(result.gradients[0].elementType == .float64)
        #expect(try result.gradients[0].values() == [3.0, 4])
    }

    @Test func `what is not a scalar has no gradient`() throws {
        let error = #expect(throws: TensorError.self) { try valueWithGradient(at: [Tensor([1.0, 2])]) { $0[0] } }
        #expect(
            error?.description == "gradient of [2] and [2]: only a scalar has a gradient; this tensor has 2 elements")
    }

    @Test func `whole numbers have no gradient`() throws {
        let error = #expect(throws: TensorError.self) { try valueWithGradient(at: [Tensor([1, 2])]) { $0[0].sum() } }
        #expect(error?.operation == "gradient")
        #expect(error?.shapes == [[2]])
    }

    @Test func `errors inside the function come out`() throws {
        struct Mine: Error {}
        #expect(throws: Mine.self) { try valueWithGradient(at: [Tensor(1)]) { _ in throw Mine() } }
        let error = #expect(throws: TensorError.self) {
            try valueWithGradient(at: [Tensor([1.0, 2])]) { ($0[0] + Tensor([1.0, 2, 3])).sum() }
        }
        #expect(error?.operation == "add")
    }
}
