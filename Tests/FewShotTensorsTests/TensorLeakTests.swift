import FewShotTensors
import Foundation
import Testing

/// Tensors are counted over the whole process, so this runs alone.
@Suite(.serialized)
struct TensorLeakTests {
    /// How much more memory the process may have after the work than after a tenth of it.
    static let tolerance = 1.05

    @Test func `100,000 operations leave no tensor and no memory behind`() throws {
        var generator = SeededGenerator(seed: 5)
        let weight = Tensor.normal([16, 16], using: &generator)
        let images = Tensor.normal([2, 1, 8, 8], using: &generator)
        let kernel = Tensor.normal([2, 1, 3, 3], using: &generator)

        /// 50 operations: arithmetic, convolution, second-order gradients, errors, and reading.
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
            #expect(failed.failure != nil)
            #expect(throws: TensorError.self) { try valueWithGradient(at: [weight]) { $0[0].reshaped([7]).sum() } }
        }

        let tensors = TensorRuntime.liveTensors
        for _ in 0..<200 { try work() }
        let before = try residentPages()
        for _ in 0..<1800 { try work() }
        let after = try residentPages()
        #expect(TensorRuntime.liveTensors == tensors)
        #expect(after <= before * Self.tolerance, "\(before) pages became \(after)")
    }

    private func residentPages() throws -> Double {
        let numbers = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return try #require(numbers.dropFirst().first.flatMap { Double($0) })
    }
}
