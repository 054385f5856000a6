import FewShotTensors
import Testing

struct TensorErrorTests {
    /// Something that can't be done, and how its error begins.
    struct Failing: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let tensor: Tensor

        init(_ message: String, _ tensor: Tensor) { (testDescription, self.tensor) = (message, tensor) }
    }

    static let small = Tensor.ones([2, 3])
    static let images = Tensor.ones([1, 2, 4, 4])

    static let failing: [Failing] = [
        Failing("add of [2, 3] and [4]: The size of tensor a (3) must match", small + Tensor.ones([4])),
        Failing("matmul of [2, 3] and [2, 3]: ", small.matmul(small)),
        Failing(
            "matmul of [2, 3] and [3, 2]: expected m1 and m2 to have the same dtype",
            small.matmul(Tensor.ones([3, 2], type: .float64))),
        Failing(
            "select of [2, 3] and [2, 3] and [2, 3]: where expected condition", small.select(small, otherwise: small)),
        Failing("Tensor [2, 2]: the shape needs 16 bytes, there are 12", Tensor([1, 2, 3] as [Float], shape: [2, 2])),
        Failing("full [-1]: ", .zeros([-1])),
        Failing("full [1152921504606846976]: ", .zeros([1 << 60])),
        Failing("full [4294967296, 4294967296]: ", .zeros([1 << 32, 1 << 32])),
        Failing("full [1000000000000]: ", .zeros([1_000_000_000_000])),
        Failing("reshaped to [4] of [2, 3]: shape '[4]' is invalid for input of size 6", small.reshaped([4])),
        Failing("expanded to [2, 4] of [2, 3]: ", small.expanded(to: [2, 4])),
        Failing("permuted of [2, 3]: ", small.permuted([0, 0])),
        Failing("permuted of [3]: ", Tensor.ones([3]).transposed()),
        Failing("unsqueezed of [2, 3]: Dimension out of range", small.unsqueezed(5)),
        Failing("row 2 of [2, 3]: select(): index 2 out of range", small[2]),
        Failing("slice of [2, 3]: the range 1..<4 is outside 0..<2", small[1..<4]),
        Failing("slice of [2, 3]: ", small.slice(0..<2, 0, step: 0)),
        Failing("rows of [2, 3] and [1]: index out of range in self", small.rows([2])),
        Failing("rows of [2, 3] and [1]: ", small.rows(Tensor([0.5]))),
        Failing(
            "gathered of [2, 3] and [2, 1]: index 3 is out of bounds",
            small.gathered(Tensor([0, 3], shape: [2, 1]), 1)),
        Failing(
            "scatterAdding of [2, 3] and [1, 1] and [1, 1]: ",
            small.scatterAdding(.ones([1, 1]), at: Tensor([9], shape: [1, 1]), 1)),
        Failing("addingRows of [2, 3] and [1] and [1, 3]: ", small.addingRows(.ones([1, 3]), at: Tensor([2]))),
        Failing("oneHot of [1]: Class values must be smaller than num_classes.", Tensor([3]).oneHot(3)),
        Failing("oneHot of [1]: Class values must be non-negative.", Tensor([-1]).oneHot(3)),
        Failing("concatenated of [2, 3] and [3]: ", .concatenated([small, .ones([3])])),
        Failing("concatenated: torch.cat(): expected a non-empty list of Tensors", .concatenated([])),
        Failing(
            "stacked of [2, 3] and [2]: stack expects each tensor to be equal size", .stacked([small, .ones([2])])),
        Failing("sum of [2, 3]: Dimension out of range", small.sum(2)),
        Failing("max of [0]: ", Tensor.ones([0]).max()),
        Failing("argmax of [2, 3]: Dimension out of range", small.argmax(2)),
        Failing("softmax of [2, 3]: Dimension out of range", small.softmax(2)),
        Failing("sorted of [2, 3]: Dimension out of range", small.sorted(2).values),
        Failing("top of [2, 3]: selected index k out of range", small.top(4).indices),
        Failing("convolved of [2, 3] and [1, 1, 3, 3]: expected images", small.convolved(.ones([1, 1, 3, 3]))),
        Failing("convolved of [1, 2, 4, 4] and [1, 3, 3, 3]: ", images.convolved(.ones([1, 3, 3, 3]))),
        Failing("convolved of [1, 2, 4, 4] and [1, 2, 5, 5]: ", images.convolved(.ones([1, 2, 5, 5]))),
        Failing(
            "convolved of [1, 2, 4, 4] and [1, 2, 3, 3] and [2]: ",
            images.convolved(.ones([1, 2, 3, 3]), bias: .ones([2]))),
        Failing("maxPooled of [1, 2, 4, 4]: ", images.maxPooled(5)),
        Failing("averagePooled of [2, 3]: expected images", small.averagePooled(2)),
        Failing("channelsLast of [2, 3]: ", small.channelsLast()),
        Failing(
            "batchNormalized of [1, 2] and [2] and [2]: the statistics of a batch need more than one value per channel",
            Tensor.ones([1, 2]).batchNormalized(scale: .ones([2]), shift: .ones([2]), epsilon: 1e-5).variance),
        Failing(
            "batchNormalized of [2, 3] and [2] and [3]: expected a scale of shape [3], got [2]",
            small.batchNormalized(scale: .ones([2]), shift: .ones([3]), epsilon: 1e-5).output),
        Failing(
            "batchNormalized of [2, 3] and [3] and [3] and [3] and [4]: expected a variance of shape [3], got [4]",
            small.batchNormalized(
                scale: .ones([3]), shift: .ones([3]), mean: .ones([3]), variance: .ones([4]), epsilon: 1e-5)),
        Failing("resized to 0×4 of [1, 2, 4, 4]: ", images.resized(height: 0, width: 4)),
        Failing("resized to 2×2 of [1, 2, 4, 4]: ", images.to(.uint8).to(.int64).resized(height: 2, width: 2)),
        Failing("symmetricEigen of [2, 3]: ", small.symmetricEigen().values),
        Failing("positiveDefiniteInverse of [2, 3]: ", small.positiveDefiniteInverse()),
        Failing(
            "positiveDefiniteInverse of [2, 2]: ",
            Tensor([1.0, 2, 2, 1], shape: [2, 2]).positiveDefiniteInverse()),
        Failing("squaredDistances of [2, 3] and [2, 4]: ", small.squaredDistances(to: .ones([2, 4]))),
        Failing("range: ", .range(0..<(1 << 61))),
        Failing("identity: ", .identity(-1)),
        Failing("to cuda:99: ", small.to(.cuda(99))),
    ]

    @Test(arguments: failing)
    func `an operation that can't be done names itself, its shapes and the reason`(failing: Failing) throws {
        let failure = try #require(failing.tensor.failure)
        #expect(failure.description.hasPrefix(failing.testDescription), "\(failure)")
        #expect(!failure.message.isEmpty && !failure.description.contains("\n"))
        #expect(throws: failure) { try failing.tensor.checked() }
    }

    @Test func `a failure goes through every kind of operation, like NaN`() throws {
        let failed = Self.small.matmul(Self.small)
        let first = try #require(failed.failure)
        let ones = Tensor.ones([2, 3])
        let computed: [Tensor] = [
            -failed, failed + 1, failed + ones, ones + failed, failed.sum(), failed.argmax(), failed.softmax(),
            failed.reshaped([6]), failed.transposed(), failed[0], failed.rows([0]), ones.rows(failed),
            .concatenated([ones, failed]), failed.sorted().values, failed.top(1).indices, ones.matmul(failed),
            ones.convolved(failed), ones.select(failed, otherwise: ones), ones.select(ones, otherwise: failed),
            failed.batchNormalized(scale: ones, shift: ones, epsilon: 1).mean, failed.symmetricEigen().vectors,
            failed.to(.int64), failed.detached(), failed.normalized(), failed.means(by: Tensor([0, 1]), classes: 2),
            ones.squaredDistances(to: failed), ((failed + 1).relu().exp() * 2).mean(),
        ]
        for tensor in computed { #expect(tensor.failure == first) }
    }

    @Test func `the first of two failures is kept`() {
        let first = Self.small.reshaped([4])
        let second = Self.small[9]
        #expect((first + second).failure == first.failure)
        #expect((second * first).failure == second.failure)
    }

    @Test func `every way of reading a failed tensor throws its error`() throws {
        let failed = Self.small[9]
        let failure = try #require(failed.failure)
        #expect(throws: failure) { try failed.scalar() }
        #expect(throws: failure) { try failed.values(as: Float.self) }
        #expect(throws: failure) { try failed.bytes() }
        #expect(throws: failure) { try valueWithGradient(at: [failed]) { $0[0].sum() } }
        #expect(failed.shape == [] && failed.count == 0 && failed.identity == nil)
        #expect(failed.description == "Tensor(failed: \(failure))")
    }

    @Test func `reading another type, or more than one number as a scalar, throws`() {
        #expect(
            throws: TensorError(
                .reading, operation: "values", shapes: [[2, 3]], message: "the elements are float32, not int64")
        ) {
            try Self.small.values(as: Int.self)
        }
        #expect(
            throws: TensorError(.reading, operation: "scalar", shapes: [[2, 3]], message: "it has 6 elements, not one")
        ) {
            try Self.small.scalar()
        }
    }

    @Test func `threads below one are refused`() {
        #expect(throws: TensorError.self) { try TensorRuntime.setThreads(0) }
    }
}
