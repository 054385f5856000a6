import FewShotTensors
import Testing

struct TensorValueTests {
    /// A computed tensor and what it must be.
    struct Computed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let tensor: Tensor
        let shape: [Int]
        let values: [Double]

        init(_ name: String, _ tensor: Tensor, _ shape: [Int], _ values: [Double]) {
            (testDescription, self.tensor, self.shape, self.values) = (name, tensor, shape, values)
        }
    }

    static let tolerance = 1e-6
    static let v = Tensor([-1.5, 0, 0.5, 2])
    static let m = Tensor([1.0, 2, 3, 4, 5, 6], shape: [2, 3])
    static let truth = Tensor([true, true, false, false])
    static let other = Tensor([true, false, true, false])
    static let image = Tensor((1...9).map(Double.init), shape: [1, 1, 3, 3])

    static let elementwise: [Computed] = [
        Computed("a + b, broadcast", m + Tensor([10.0, 20, 30]), [2, 3], [11, 22, 33, 14, 25, 36]),
        Computed("a + b, outer", Tensor([1.0, 2], shape: [2, 1]) + Tensor([10.0, 20]), [2, 2], [11, 21, 12, 22]),
        Computed("a - 1", v - 1, [4], [-2.5, -1, -0.5, 1]),
        Computed("1 - a", 1 - v, [4], [2.5, 1, 0.5, -1]),
        Computed("a * 2", v * 2, [4], [-3, 0, 1, 4]),
        Computed("a / 2", v / 2, [4], [-0.75, 0, 0.25, 1]),
        Computed("1 / a", 1 / Tensor([2.0, -4]), [2], [0.5, -0.25]),
        Computed("whole numbers / 2", Tensor([1, 3]) / 2, [2], [0.5, 1.5]),
        Computed("whole numbers + 1", Tensor([1, 3]) + 1, [2], [2, 4]),
        Computed("whole numbers + 0.5", Tensor([1, 3]) + 0.5, [2], [1.5, 3.5]),
        Computed("-a", -v, [4], [1.5, 0, -0.5, -2]),
        Computed("power", Tensor([2.0, 3]).power(Tensor([3.0, 2])), [2], [8, 9]),
        Computed("power 2", v.power(2), [4], [2.25, 0, 0.25, 4]),
        Computed("maximum", v.maximum(Tensor([0.0])), [4], [0, 0, 0.5, 2]),
        Computed("minimum", v.minimum(Tensor([0.0])), [4], [-1.5, 0, 0, 0]),
        Computed("adding", Tensor([1, 2] as [Float]).adding(Tensor([3, -4] as [Float]), times: 0.5), [2], [2.5, 0]),
        Computed("clamped", v.clamped(to: -1...1), [4], [-1, 0, 0.5, 1]),
        Computed("exp", Tensor([0.0, 1]).exp(), [2], [1, 2.718281828459045]),
        Computed("log", Tensor([1.0, 2.718281828459045]).log(), [2], [0, 1]),
        Computed("log1p near 0", Tensor([1e-20]).log1p() * 1e20, [1], [1]),
        Computed("squareRoot", Tensor([4.0, 2.25]).squareRoot(), [2], [2, 1.5]),
        Computed("squared", v.squared(), [4], [2.25, 0, 0.25, 4]),
        Computed("reciprocal", Tensor([4.0, -0.5]).reciprocal(), [2], [0.25, -2]),
        Computed("absolute", v.absolute(), [4], [1.5, 0, 0.5, 2]),
        Computed("sign", v.sign(), [4], [-1, 0, 1, 1]),
        Computed("sine", Tensor([0, Double.pi / 2]).sine(), [2], [0, 1]),
        Computed("cosine", Tensor([0, Double.pi]).cosine(), [2], [1, -1]),
        Computed("tanh", Tensor([0.0, 100]).tanh(), [2], [0, 1]),
        Computed("sigmoid", Tensor([0.0, -100, 100]).sigmoid(), [3], [0.5, 0, 1]),
        Computed("softplus", Tensor([0.0, 100]).softplus(), [2], [0.6931471805599453, 100]),
        Computed("relu", v.relu(), [4], [0, 0, 0.5, 2]),
        Computed("floor", v.floor(), [4], [-2, 0, 0, 2]),
        Computed("rounded, ties to even", Tensor([0.5, 1.5, 2.4, -0.6]).rounded(), [4], [0, 2, 2, -1]),
        Computed("isFinite", Tensor([1, .infinity, .nan]).isFinite(), [3], [1, 0, 0]),
        Computed("==", m .== 2, [2, 3], [0, 1, 0, 0, 0, 0]),
        Computed("== tensor", v .== Tensor([0.0]), [4], [0, 1, 0, 0]),
        Computed("!=", v .!= Tensor([0.0]), [4], [1, 0, 1, 1]),
        Computed("<", v .< 0.5, [4], [1, 1, 0, 0]),
        Computed("< tensor", v .< Tensor([0.5]), [4], [1, 1, 0, 0]),
        Computed("<=", v .<= Tensor([0.5]), [4], [1, 1, 1, 0]),
        Computed(">", v .> 0.5, [4], [0, 0, 0, 1]),
        Computed("> tensor", v .> Tensor([0.5]), [4], [0, 0, 0, 1]),
        Computed(">=", v .>= Tensor([0.5]), [4], [0, 0, 1, 1]),
        Computed("and", truth .& other, [4], [1, 0, 0, 0]),
        Computed("or", truth .| other, [4], [1, 1, 1, 0]),
        Computed("not", .!truth, [4], [0, 0, 1, 1]),
        Computed("select", truth.select(v, otherwise: v * 10), [4], [-1.5, 0, 5, 20]),
    ]

    static let reduced: [Computed] = [
        Computed("sum", m.sum(), [], [21]),
        Computed("sum along 0", m.sum(0), [3], [5, 7, 9]),
        Computed("sum kept", m.sum(1, keeping: true), [2, 1], [6, 15]),
        Computed("sum along both", m.sum(0, 1), [], [21]),
        Computed("sum of nothing", Tensor.zeros([0, 3]).sum(0), [3], [0, 0, 0]),
        Computed("sum of whole numbers", Tensor([1, 2]).sum(), [], [3]),
        Computed("sum of truth values", truth.sum(), [], [2]),
        Computed("mean", m.mean(-1), [2], [2, 5]),
        Computed("variance, by the count", m.variance(), [], [35.0 / 12]),
        Computed("variance along 1", m.variance(1), [2], [2.0 / 3, 2.0 / 3]),
        Computed("max", m.max(0), [3], [4, 5, 6]),
        Computed("min", m.min(1), [2], [1, 4]),
        Computed("any", truth.reshaped([2, 2]).any(1), [2], [1, 0]),
        Computed("all", other.reshaped([2, 2]).all(0), [2], [1, 0]),
        Computed("logSumExp of large numbers", Tensor([1000.0, 1000]).logSumExp(), [], [1000.6931471805599]),
        Computed("argmax, the first of equals", Tensor([1.0, 3, 3]).argmax(), [], [1]),
        Computed("argmin along 0", m.argmin(0), [3], [0, 0, 0]),
        Computed("cumulativeSum", m.cumulativeSum(1), [2, 3], [1, 3, 6, 4, 9, 15]),
        Computed("softmax", Tensor([0, 0.6931471805599453, 1000]).slice(0..<2, 0).softmax(), [2], [1.0 / 3, 2.0 / 3]),
        Computed("logSoftmax", Tensor([0.0, 1000]).logSoftmax(), [2], [-1000, 0]),
        Computed("sorted", Tensor([3.0, 1, 2]).sorted().values, [3], [1, 2, 3]),
        Computed("sorted, positions", Tensor([3.0, 1, 2]).sorted(descending: true).indices, [3], [0, 2, 1]),
        Computed("sorted, equal ones in order", Tensor([1.0, 0, 1, 0]).sorted().indices, [4], [1, 3, 0, 2]),
        Computed("top", m.top(2).values, [2, 2], [3, 2, 6, 5]),
        Computed("top, positions of the smallest", m.top(1, 0, largest: false).indices, [1, 3], [0, 0, 0]),
    ]

    static let reshaped: [Computed] = [
        Computed("reshaped", m.reshaped([3, -1]), [3, 2], [1, 2, 3, 4, 5, 6]),
        Computed("flattened from 1", Tensor.zeros([2, 1, 2]).flattened(from: 1), [2, 2], [0, 0, 0, 0]),
        Computed("flattened", m.flattened(), [6], [1, 2, 3, 4, 5, 6]),
        Computed("expanded", Tensor([1.0, 2], shape: [2, 1]).expanded(to: [2, 2]), [2, 2], [1, 1, 2, 2]),
        Computed("permuted", m.permuted([1, 0]), [3, 2], [1, 4, 2, 5, 3, 6]),
        Computed("transposed", m.unsqueezed(0).transposed(), [1, 3, 2], [1, 4, 2, 5, 3, 6]),
        Computed("unsqueezed", m[0].unsqueezed(1), [3, 1], [1, 2, 3]),
        Computed("squeezed", m[0..<1].squeezed(0), [3], [1, 2, 3]),
        Computed("squeezed, not of size 1", m.squeezed(0), [2, 3], [1, 2, 3, 4, 5, 6]),
        Computed("flipped", m.flipped(1), [2, 3], [3, 2, 1, 6, 5, 4]),
        Computed("rotated once", m.rotated(quarterTurns: 1), [3, 2], [3, 6, 2, 5, 1, 4]),
        Computed("rotated twice", m.rotated(quarterTurns: 2), [2, 3], [6, 5, 4, 3, 2, 1]),
        Computed("rotated back", m.rotated(quarterTurns: -1), [3, 2], [4, 1, 5, 2, 6, 3]),
        Computed("padded", m[0].padded(before: 1, after: 2, with: 9), [6], [9, 1, 2, 3, 9, 9]),
        Computed(
            "padded by a border", m[0..<1].padded(border: 1), [3, 5], [0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0]),
        Computed("tiled", m[0].tiled([2]), [6], [1, 2, 3, 1, 2, 3]),
        Computed("repeated", m[0].repeated(2), [6], [1, 1, 2, 2, 3, 3]),
        Computed("contiguous", m.transposed().contiguous(), [3, 2], [1, 4, 2, 5, 3, 6]),
        Computed("channelsLast", image.tiled([1, 2, 1, 1]).channelsLast()[0][1][0], [3], [1, 2, 3]),
        Computed("concatenated", .concatenated([m, m[0..<1]]), [3, 3], [1, 2, 3, 4, 5, 6, 1, 2, 3]),
        Computed("stacked", .stacked([m[0], m[1]], 1), [3, 2], [1, 4, 2, 5, 3, 6]),
        Computed("row from the end", m[-1], [3], [4, 5, 6]),
        Computed("no rows", m[1..<1], [0, 3], []),
        Computed("selecting", m.selecting(1, 1), [2], [2, 5]),
        Computed("slice by 2", m.slice(0..<3, 1, step: 2), [2, 2], [1, 3, 4, 6]),
        Computed("rows", m.rows([1, 0, 1]), [3, 3], [4, 5, 6, 1, 2, 3, 4, 5, 6]),
        Computed("columns", m.rows([2], 1), [2, 1], [3, 6]),
        Computed("gathered", m.gathered(Tensor([2, 0], shape: [2, 1]), 1), [2, 1], [3, 4]),
        Computed(
            "scatterAdding", m.scatterAdding(.ones([1, 2], type: .float64), at: Tensor([1, 1], shape: [1, 2]), 1),
            [2, 3],
            [1, 4, 3, 4, 5, 6]),
        Computed(
            "addingRows", m.addingRows(.ones([2, 3], type: .float64), at: Tensor([1, 1])), [2, 3], [1, 2, 3, 6, 7, 8]),
        Computed("oneHot", Tensor([2, 0]).oneHot(3), [2, 3], [0, 0, 1, 1, 0, 0]),
        Computed("full", .full([2], 1.5), [2], [1.5, 1.5]),
        Computed("range", .range(2..<5), [3], [2, 3, 4]),
        Computed("empty range", .range(2..<2), [0], []),
        Computed("identity", .identity(2), [2, 2], [1, 0, 0, 1]),
    ]

    static let linear: [Computed] = [
        Computed("matmul", m.matmul(m.transposed()), [2, 2], [14, 32, 32, 77]),
        Computed(
            "matmul, broadcast", m.expanded(to: [2, 2, 3]).matmul(Tensor([1.0, 0, 0], shape: [3, 1])), [2, 2, 1],
            [1, 4, 1, 4]),
        Computed("squaredDistances", m.squaredDistances(to: m[0..<1]), [2, 1], [0, 27]),
        Computed(
            "squaredDistances of far and close points",
            Tensor([1e6, 1e6 + 1], shape: [2, 1]).squaredDistances(to: Tensor([1e6], shape: [1, 1])),
            [2, 1], [0, 1]),
        Computed(
            "cosineSimilarities",
            Tensor([1.0, 0, 3, 4], shape: [2, 2]).cosineSimilarities(to: Tensor([2.0, 0], shape: [1, 2])), [2, 1],
            [1, 0.6]),
        Computed("normalized", Tensor([3.0, 4, 0, 0], shape: [2, 2]).normalized(), [2, 2], [0.6, 0.8, 0, 0]),
        Computed("means by labels", m.means(by: Tensor([1, 1]), classes: 2)[1], [3], [2.5, 3.5, 4.5]),
        Computed(
            "a convolution does not flip", image.convolved(Tensor([1.0, 0, 0, -1], shape: [1, 1, 2, 2])), [1, 1, 2, 2],
            [-4, -4, -4, -4]),
        Computed(
            "convolved with padding, stride and bias",
            image.convolved(.ones([1, 1, 3, 3], type: .float64), bias: Tensor([0.5]), stride: 2, padding: 1),
            [1, 1, 2, 2], [12.5, 16.5, 24.5, 28.5]),
        Computed(
            "convolved in groups",
            image.tiled([1, 2, 1, 1]).convolved(Tensor([1.0, 2], shape: [2, 1, 1, 1]), groups: 2).sum(2, 3), [1, 2],
            [45, 90]),
        Computed("maxPooled leaves out incomplete windows", image.maxPooled(2), [1, 1, 1, 1], [5]),
        Computed("maxPooled with stride", image.maxPooled(2, stride: 1), [1, 1, 2, 2], [5, 6, 8, 9]),
        Computed("averagePooled", image.averagePooled(3), [1, 1, 1, 1], [5]),
        Computed(
            "resized to the same", image.resized(height: 3, width: 3), [1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        Computed(
            "resized to one pixel is antialiased",
            Tensor([0.0, 0, 0, 4], shape: [1, 1, 1, 4]).resized(height: 1, width: 2), [1, 1, 1, 2],
            [0, 4.0 * 3 / 7]),
        Computed("eigenvalues", Tensor([2.0, 1, 1, 2], shape: [2, 2]).symmetricEigen().values, [2], [1, 3]),
        Computed(
            "positiveDefiniteInverse", Tensor([2.0, 1, 1, 2], shape: [2, 2]).positiveDefiniteInverse(), [2, 2],
            [2.0 / 3, -1.0 / 3, -1.0 / 3, 2.0 / 3]),
    ]

    @Test(arguments: elementwise + reduced + reshaped + linear)
    func `gives the numbers worked out by hand`(computed: Computed) throws {
        #expect(computed.tensor.shape == computed.shape)
        let values = try computed.tensor.to(.float64).values(as: Double.self)
        #expect(values.count == computed.values.count)
        for (value, expected) in zip(values, computed.values) {
            #expect(abs(value - expected) <= Self.tolerance * max(1, abs(expected)), "\(values)")
        }
    }

    @Test func `batch statistics are the mean and the variance divided by the count`() throws {
        let batch = Tensor([1.0, 10, 3, 30], shape: [2, 2])
        let result = batch.batchNormalized(scale: Tensor([1.0, 2]), shift: Tensor([0.0, 5]), epsilon: 0)
        #expect(try result.mean.values() == [2.0, 20])
        #expect(try result.variance.values(as: Double.self).map { $0.rounded() } == [1, 100])
        #expect(try result.output.values(as: Double.self).map { ($0 * 1e9).rounded() / 1e9 } == [-1, 3, 1, 7])
    }

    @Test func `element types are kept or widened as said`() {
        let integers = Tensor([1, 2])
        #expect((integers + 1).elementType == .int64)
        #expect((integers + 0.5).elementType == .float32)
        #expect((integers / integers).elementType == .float32)
        #expect((Tensor([1] as [Float]) + 1).elementType == .float32)
        #expect((Tensor([1] as [Float]) + 0.1).elementType == .float32)
        #expect((Tensor([1] as [Float]) + Tensor([1.0])).elementType == .float64)
        #expect((integers .== 1).elementType == .bool)
        #expect(Self.m.argmax().elementType == .int64)
        #expect(Tensor([7] as [UInt8]).sum().elementType == .int64)
        #expect(Self.m.to(.uint8).elementType == .uint8)
    }

    @Test func `rows are normalised in single precision too`() throws {
        #expect(try Tensor([3, 4] as [Float], shape: [1, 2]).normalized().values() == [0.6, 0.8] as [Float])
    }

    @Test func `a tensor reports its shape`() {
        let tensor = Tensor.zeros([2, 3, 4])
        #expect(tensor.rank == 3 && tensor.count == 24)
        #expect(tensor.size(1) == 3 && tensor.size(-1) == 4 && tensor.size(3) == 0 && tensor.size(-4) == 0)
        #expect(tensor.device == .cpu && !tensor.isTraced && !tensor.isChannelsLast)
        #expect(Tensor.zeros([2, 3, 4, 5]).channelsLast().isChannelsLast)
        #expect("\(Tensor([1, 2]))" == "Tensor(int64 [2]: 1.0, 2.0)")
        #expect("\(Tensor.zeros([9]))".hasSuffix("0.0, …)"))
    }

    @Test func `no operation changes its operands`() throws {
        let base = Tensor([1.0, 2, 3])
        var sum = base
        sum += base
        _ = base.reshaped([3, 1]).addingRows(.ones([1, 1], type: .float64), at: Tensor([0]))
        _ = try valueWithGradient(at: [base]) { $0[0].sum() }
        #expect(try base.values() == [1.0, 2, 3])
        #expect(try sum.values() == [2.0, 4, 6])
        #expect(!base.isTraced)
    }

    @Test func `random numbers depend on the generator alone and have the moments asked for`() throws {
        func draw(_ seed: UInt64) -> [Tensor] {
            var generator = SeededGenerator(seed: seed)
            return [.normal([10_000], using: &generator), .uniform([10_000], low: -1, high: 3, using: &generator)]
        }
        let (first, again, other) = (draw(1), draw(1), draw(2))
        for index in 0..<2 {
            #expect(try first[index].bytes() == again[index].bytes())
            #expect(try first[index].bytes() != other[index].bytes())
        }
        #expect(try abs(first[0].mean().scalar()) < 0.05 && abs(first[0].variance().scalar() - 1) < 0.05)
        #expect(try abs(first[1].mean().scalar() - 1) < 0.05 && abs(first[1].variance().scalar() - 16.0 / 12) < 0.05)
        #expect(try first[1].min().scalar() >= -1 && first[1].max().scalar() < 3)
    }

    @Test func `devices are read and written`() {
        #expect(Device("cpu") == .cpu && Device("cuda") == .cuda(0) && Device("cuda:2") == .cuda(2))
        for wrong in ["", "gpu", "cuda:", "cuda:-1", "cuda:x", "cpu:0"] { #expect(Device(wrong) == nil) }
        #expect("\(Device.cuda(1))" == "cuda:1" && "\(Device.cpu)" == "cpu")
        #expect(Device.cpu.isAvailable)
    }
}
