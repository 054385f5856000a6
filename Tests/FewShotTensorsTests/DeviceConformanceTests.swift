import Testing

import FewShotTensors

/// Every operation gives on each device that there is what it gives on the processor.
///
/// Where there is no GPU the processor is compared with itself, which finds tensors that aren't passed along, but no wrong kernel.
@Suite struct `Operations on every device` {
    /// What float64 values and gradients may differ by, relative where they are above 1: kernels add up in another order.
    private static let tolerance = 1e-9

    private static let differentiable =
        DifferentiableOperation.arithmetic + DifferentiableOperation.functions + DifferentiableOperation.reductions
        + DifferentiableOperation.shapes + DifferentiableOperation.networks

    /// Operations whose results are no smooth function of their inputs.
    private static let discrete: [DifferentiableOperation] = [
        .init("comparisons", [2, 3], [2, 3], on: .distinct) {
            let (a, b) = ($0[0], $0[1])
            let pairs: [Tensor] = [a .== b, a .!= b, a .< b, a .<= b, a .> b, a .>= b]
            let (isAbove, isOtherAbove) = (a .> 0.1, b .> 0.1)
            let masks: [Tensor] = [isAbove .& isOtherAbove, isAbove .| isOtherAbove, .!isAbove, a .== 0.08, a .< 0.1]
            return Tensor.stacked(pairs + masks + [a.isFinite()]).to(.float64)
        },
        .init("any and all", [2, 3], on: .distinct) {
            Tensor.stacked([($0[0] .> 0).any(1), ($0[0] .> 0).all(1)]).to(.float64)
        },
        .init("argmax and argmin", [2, 5], on: .distinct) {
            Tensor.stacked([$0[0].argmax(), $0[0].argmin()]).to(.float64)
        },
        .init("positions in order", [2, 5], on: .distinct) {
            Tensor.concatenated([$0[0].sorted(descending: true).indices, $0[0].top(2, largest: false).indices], 1)
                .to(.float64)
        },
        .init("oneHot", [4], on: .positive) { $0[0].floor().to(.int64).oneHot(3).to(.float64) },
        .init("element types", [4], on: .positive) { inputs in
            let types: [ElementType] = [.float32, .int64, .uint8, .bool]
            return Tensor.concatenated(types.map { inputs[0].to($0).to(.float64) })
        },
        .init("sampled", [1, 2, 3, 3], [1, 2, 2, 2]) {
            Tensor.concatenated([
                $0[0].sampled(at: $0[1].clamped(to: -1...1)), $0[0].sampled(at: $0[1], isReflected: true),
            ])
        },
        .init("created", [2]) { inputs in
            let device = inputs[0].device
            var generator = SeededGenerator(seed: 3)
            return Tensor.concatenated([
                .zeros([1], type: .float64, on: device), .ones([1], type: .float64, on: device),
                .full([1], 0.5, type: .float64, on: device), Tensor.range(2..<4, on: device).to(.float64),
                Tensor.identity(2, type: .float64, on: device).flattened(), Tensor([7.0], on: device),
                .uniform([3], type: .float64, on: device, using: &generator),
                .normal([3], type: .float64, on: device, using: &generator),
            ])
        },
    ]

    @Test(arguments: Device.available, differentiable + discrete)
    func `give the values of the processor`(device: Device, operation: DifferentiableOperation) throws {
        let expected = operation.apply(operation.inputs)
        let result = operation.apply(operation.inputs.map { $0.to(device) })
        #expect(result.device == device && result.shape == expected.shape)
        #expect(try difference(result, expected) < Self.tolerance)
    }

    @Test(arguments: Device.available, differentiable)
    func `give the gradients of the processor`(device: Device, operation: DifferentiableOperation) throws {
        func gradients(_ inputs: [Tensor]) throws -> [Tensor] {
            try valueWithGradient(at: inputs, order: .second) { operation.apply($0).squared().sum() }.gradients
        }
        let expected = try gradients(operation.inputs)
        for (gradient, other) in zip(try gradients(operation.inputs.map { $0.to(device) }), expected) {
            #expect(gradient.device == device)
            #expect(try difference(gradient, other) < Self.tolerance)
        }
    }

    @Test func `for many tasks are the same where they are composed of others, as on a GPU`() throws {
        var generator = SeededGenerator(seed: 4)
        func random(_ shape: [Int]) -> Tensor { .normal(shape, type: .float64, on: .cpu, using: &generator) }
        let (images, weight) = (random([2, 3, 5, 4, 2]), random([2, 18, 3]))
        for (stride, padding) in [(1, 1), (2, 1), (1, 0), (2, 0)] {
            try expectSame(
                at: [images, weight], { $0[0].taskConvolved($0[1], size: 3, stride: stride, padding: padding) },
                { $0[0].composedTaskConvolution($0[1], 3, stride, padding) })
        }
        let block = [images, weight, random([2, 3]), random([2, 3])]
        try expectSame(
            at: block,
            { $0[0].taskBlock($0[1], scale: $0[2], shift: $0[3], size: 3, padding: 1, epsilon: 1e-5).output },
            { $0[0].composedTaskConvolution($0[1], 3, 1, 1).composedTaskNormalization($0[2], $0[3], 1e-5, true).output }
        )
        let inputs = [random([2, 6, 3]), random([2, 3]), random([2, 3])]
        for isRectified in [false, true] {
            let native = { (x: [Tensor]) in
                x[0].taskNormalized(scale: x[1], shift: x[2], epsilon: 1e-5, isRectified: isRectified)
            }
            let composed = { (x: [Tensor]) in x[0].composedTaskNormalization(x[1], x[2], 1e-5, isRectified) }
            try expectSame(at: inputs, { native($0).output }, { composed($0).output })
            #expect(try difference(native(inputs).mean, composed(inputs).mean) < Self.tolerance)
            #expect(try difference(native(inputs).variance, composed(inputs).variance) < Self.tolerance)
        }
    }

    @Test func `a device that isn't there is named with those that are`() {
        let absent = Device.cuda(1000)
        let error = #expect(throws: DeviceError.self) { try absent.check() }
        let available = Device.available.map(\.description).joined(separator: ", ")
        #expect(error?.description.hasPrefix("device \"cuda:1000\" isn't available: ") == true)
        #expect(error?.description.hasSuffix("; available: \(available)") == true)
        #expect(Tensor([1.0], on: absent).failure?.code == .device)
        #expect(throws: Never.self) { try Device.cpu.check() }
    }

    @Test(.enabled(if: Device.available.count > 1, "no GPU here: the processor was compared with itself alone"))
    func `include a GPU`() { #expect(Device.available.count > 1) }

    /// Compares values, gradients and gradients of gradients of two functions.
    private func expectSame(
        at inputs: [Tensor], _ one: ([Tensor]) -> Tensor, _ other: ([Tensor]) -> Tensor
    ) throws {
        func all(_ function: ([Tensor]) -> Tensor) throws -> [Tensor] {
            let first = try valueWithGradient(at: inputs) { function($0).power(3).sum() }.gradients
            let second = try valueWithGradient(at: inputs) { inputs in
                try valueWithGradient(at: inputs, order: .second) { function($0).power(3).sum() }.gradients
                    .map { $0.squared().sum() }.reduce(Tensor(0, type: .float64, on: .cpu)) { $0 + $1 }
            }.gradients
            return [function(inputs)] + first + second
        }
        for (a, b) in zip(try all(one), try all(other)) { #expect(try difference(a, b) < Self.tolerance) }
    }

    private func difference(_ a: Tensor, _ b: Tensor) throws -> Double {
        let (a, b) = (a.to(.cpu), b.to(.cpu))
        guard a.count > 0 else { return 0 }
        return try ((a - b).absolute() / b.absolute().maximum(Tensor(1, type: b.elementType, on: .cpu))).max().scalar()
    }
}
