import FewShotNetworks
import FewShotTensors
import Testing

struct OptimizerTests {
    static let tolerance = 1e-11

    struct Point: Module {
        var place = Tensor([1, -2, 0.5])

        /// ½x² + sin x, summed.
        func height() -> Tensor { (place.squared() * 0.5 + place.sine()).sum() }

        mutating func visit(_ parameters: inout ParameterVisitor) { parameters("place", &place) }
    }

    // The expected places are those of torch.optim 2.13 after four steps at a rate of 0.1.

    @Test(arguments: [
        (0.0, [0.600376076768, -1.602872320872, 0.101355120811]),
        (0.3, [0.600776514563, -1.602569276143, 0.101956239191]),
    ])
    func `Adam goes where PyTorch's does`(weightDecay: Double, expected: [Double]) throws {
        var adam = Adam()
        adam.weightDecay = weightDecay
        try expect(fourSteps(of: adam), at: expected)
    }

    @Test(arguments: [
        (SGD(), [0.408570860016, -1.28356631776, 0.001378440341]),
        (SGD(momentum: 0.9), [-0.320030823885, -0.40713456342, -0.609189674764]),
        (SGD(momentum: 0.9, weightDecay: 0.3), [-0.494863437228, -0.105826387699, -0.668003355934]),
    ])
    func `SGD goes where PyTorch's does`(rule: SGD, expected: [Double]) throws {
        try expect(fourSteps(of: rule), at: expected)
    }

    private func fourSteps(of rule: some UpdateRule) throws -> Point {
        var point = Point()
        var optimizer = Optimizer(rule, for: point)
        for _ in 0..<4 {
            let (_, gradient) = try valueWithGradient(at: point) { $0.height() }
            try optimizer.update(&point, along: gradient, rate: 0.1)
        }
        #expect(optimizer.steps == 4)
        return point
    }

    private func expect(_ point: Point, at expected: [Double]) throws {
        for (value, expected) in try zip(point.place.values(as: Double.self), expected) {
            #expect(abs(value - expected) < Self.tolerance)
        }
    }

    @Test func `the memory is named by rule and parameter, and zero to begin with`() throws {
        let adam = Optimizer(Adam(), for: Point())
        #expect(adam.namedTensors.map(\.name) == ["mean.place", "square.place"])
        #expect(try adam.namedTensors[0].tensor.values() == [0.0, 0, 0])
        #expect(adam.parameters.isEmpty)
        #expect(Optimizer(SGD(), for: Point()).namedTensors.map(\.name) == ["velocity.place"])
    }

    @Test func `a failed gradient leaves the model and the optimiser as they were`() throws {
        var point = Point()
        var optimizer = Optimizer(Adam(), for: point)
        let (_, gradient) = try valueWithGradient(at: point) { $0.height() }
        let failed = gradient.map { $0.reshaped([7]) }
        #expect(throws: TensorError.self) { try optimizer.update(&point, along: failed, rate: 0.1) }
        #expect(try point.place.values() == [1, -2, 0.5])
        #expect(optimizer.steps == 0)
        #expect(try optimizer.namedTensors[0].tensor.values() == [0.0, 0, 0])
    }

    @Test func `a long gradient is scaled down to the limit and a short one kept`() throws {
        let (_, gradient) = try valueWithGradient(at: Point()) { ($0.place * Tensor([3.0, 0, 4])).sum() }
        #expect(try gradient.norm.scalar() == 5)
        #expect(try gradient.clipped(toNorm: 6).place.values() == [3.0, 0, 4])
        let clipped = gradient.clipped(toNorm: 1)
        #expect(try abs(clipped.norm.scalar() - 1) < 1e-6)
        #expect(try abs(clipped.place.values(as: Double.self)[0] - 0.6) < 1e-6)
    }

    @Test func `a gradient that is not a number stays one`() throws {
        let (_, gradient) = try valueWithGradient(at: Point()) { $0.place.log().sum() * Double.nan }
        #expect(try gradient.clipped(toNorm: 1).norm.scalar().isNaN)
    }
}

struct ScheduleTests {
    static let factors: [(Schedule, [Int: Double])] = [
        (.constant, [0: 1, 1000: 1]),
        (.step(every: 10, factor: 0.5), [0: 1, 9: 1, 10: 0.5, 19: 0.5, 20: 0.25]),
        (.cosine(steps: 100, final: 0.1), [0: 1, 50: 0.55, 100: 0.1, 1000: 0.1]),
    ]

    @Test(arguments: factors)
    func `the rate follows the schedule`(schedule: Schedule, factors: [Int: Double]) {
        for (step, factor) in factors { #expect(abs(schedule.factor(at: step) - factor) < 1e-12) }
    }
}
