import FewShotTensors
import Testing

struct TensorConcurrencyTests {
    @Test func `many threads compute on the same tensors and get the same bits`() async throws {
        var generator = SeededGenerator(seed: 3)
        let features = Tensor.normal([20, 8], using: &generator)
        let weight = Tensor.normal([8, 4], using: &generator)
        @Sendable func step() throws -> [Float] {
            let result = try valueWithGradient(at: [weight], order: .second) { weight in
                let inner = try valueWithGradient(at: weight, order: .second) { features.matmul($0[0]).tanh().sum() }
                return (weight[0] - inner.gradients[0] * 0.1).squared().sum()
            }
            return try result.gradients[0].values()
        }
        let expected = try step()
        try await withThrowingTaskGroup(of: [Float].self) { group in
            for _ in 0..<64 { group.addTask { try step() } }
            for try await values in group { #expect(values == expected) }
        }
    }

    @Test func `each thread sees its own errors`() async {
        await withTaskGroup(of: (Int, TensorError?).self) { group in
            for size in 2..<200 { group.addTask { (size, Tensor.ones([size]).reshaped([size + 1]).failure) } }
            for await (size, failure) in group {
                #expect(failure?.message == "shape '[\(size + 1)]' is invalid for input of size \(size)")
            }
        }
    }
}
