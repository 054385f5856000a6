import FewShotTensors
import GradientChecking
import Testing

struct TensorTransformerTests {
    static let tolerance = 1e-12

    static func random(_ shape: Int..., seed: UInt64) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        return .normal(shape, type: .float64, using: &generator)
    }

    static func difference(_ a: Tensor, _ b: Tensor) throws -> Double {
        try #require(a.shape == b.shape, "\(a.shape) and \(b.shape)")
        return try (a - b).absolute().reshaped([-1]).max(0).scalar()
    }

    /// Attention written out, for one sequence: queries, keys and values `[length, width]`.
    static func attention(_ q: Tensor, _ k: Tensor, _ v: Tensor, heads: Int, isCausal: Bool = false) -> Tensor {
        let size = q.size(1) / heads
        return .concatenated(
            (0..<heads).map { head in
                let columns = head * size..<(head + 1) * size
                var scores = q.slice(columns, 1).matmul(k.slice(columns, 1).transposed()) / Double(size).squareRoot()
                if isCausal {
                    let rows = Tensor.range(0..<q.size(0)).unsqueezed(1)
                    let mask = rows .>= Tensor.range(0..<k.size(0)).unsqueezed(0)
                    scores = mask.select(scores, otherwise: .full(scores.shape, -1e300, type: .float64))
                }
                return scores.softmax(1).matmul(v.slice(columns, 1))
            }, 1)
    }

    @Test(arguments: [false, true]) func `sequences side by side attend within themselves`(isCausal: Bool) throws {
        let packed = Self.random(11, 3 * 6, seed: 1)
        let lengths = [2, 2, 4, 3]
        let result = packed.selfAttention(lengths: lengths, heads: 2, isCausal: isCausal)
        var start = 0
        for length in lengths {
            let rows = packed[start..<start + length]
            let parts = (0..<3).map { rows.slice($0 * 6..<($0 + 1) * 6, 1) }
            let expected = Self.attention(parts[0], parts[1], parts[2], heads: 2, isCausal: isCausal)
            #expect(try Self.difference(result[start..<start + length], expected) < Self.tolerance)
            start += length
        }
    }

    @Test func `queries attend to keys of another length`() throws {
        let (q, k, v) = (Self.random(2, 1, 6, seed: 1), Self.random(2, 5, 6, seed: 2), Self.random(2, 5, 6, seed: 3))
        let result = q.attention(to: k, values: v, heads: 3)
        for index in 0..<2 {
            let expected = Self.attention(q[index], k[index], v[index], heads: 3)
            #expect(try Self.difference(result[index], expected) < Self.tolerance)
        }
    }

    @Test func `an affine map, its activation and a residual are one call`() throws {
        let (x, weight, bias) = (Self.random(4, 3, seed: 1), Self.random(3, 5, seed: 2), Self.random(5, seed: 3))
        let residual = Self.random(4, 5, seed: 4)
        let plain = x.matmul(weight) + bias
        #expect(try Self.difference(x.affine(weight), x.matmul(weight)) < Self.tolerance)
        #expect(try Self.difference(x.affine(weight, bias: bias, adding: residual), plain + residual) < Self.tolerance)
        let gate = (plain * 1.702).sigmoid()
        let tanh = ((plain + plain.power(3) * 0.044715) * (2 / Double.pi).squareRoot()).tanh()
        for (activation, expected) in [
            (Activation.none, plain), (.relu, plain.relu()), (.tanh, plain.tanh()), (.quickGELU, plain * gate),
            (.geluTanh, plain * 0.5 * (tanh + 1)),
        ] {
            #expect(
                try Self.difference(x.affine(weight, bias: bias, activation: activation), expected) < Self.tolerance)
            #expect(try Self.difference(plain.activated(by: activation), expected) < Self.tolerance)
        }
        #expect(abs(try Tensor(1, type: .float64).activated(by: .gelu).scalar() - 0.8413447460685429) < Self.tolerance)
    }

    @Test(arguments: [1, 31, 32, 33, 100]) func `an affine map in single precision is as exact for many rows`(rows: Int)
        throws
    {
        let (x, weight, bias) = (Self.random(rows, 70, seed: 1), Self.random(70, 50, seed: 2), Self.random(50, seed: 3))
        let exact = x.matmul(weight) + bias
        let (single, map) = (x.to(.float32), weight.to(.float32))
        #expect(try Self.difference(single.affine(map, bias: bias.to(.float32)).to(.float64), exact) < 1e-4)
        #expect(try Self.difference(single.affine(map).to(.float64), x.matmul(weight)) < 1e-4)
        // Rows that don't lie one after another.
        let transposed = map.transposed().affine(single.transposed()).to(.float64)
        #expect(try Self.difference(transposed, x.matmul(weight).transposed()) < 1e-4)
    }

    @Test func `inputs and residuals stay as they are`() throws {
        let (x, residual) = (Self.random(2, 2, seed: 1), Self.random(2, 2, seed: 2))
        let before = try (x.values(as: Double.self), residual.values(as: Double.self))
        _ = x.affine(.identity(2, type: .float64), activation: .relu, adding: residual)
        _ = x.activated(by: .relu)
        #expect(try x.values(as: Double.self) == before.0)
        #expect(try residual.values(as: Double.self) == before.1)
    }

    @Test func `a layer norm has mean 0 and deviation 1 before scale and shift`() throws {
        let x = Self.random(2, 3, 4, seed: 1)
        let result = x.layerNormalized(
            scale: .full([4], 2, type: .float64), shift: .full([4], 3, type: .float64), epsilon: 0)
        let centered = x - x.mean(2, keeping: true)
        let expected = centered / centered.squared().mean(2, keeping: true).squareRoot() * 2 + 3
        #expect(try Self.difference(result, expected) < Self.tolerance)
    }

    @Test func `rows of a table and means of sequences`() throws {
        let table = Self.random(4, 3, seed: 1)
        let rows = table.embeddings(of: Tensor([3, 0, 0, 1, 2, 2], shape: [2, 3]))
        #expect(rows.shape == [2, 3, 3])
        #expect(try Self.difference(rows[1][0], table[1]) == 0)
        let means = table.sequenceMeans(lengths: [1, 3])
        #expect(try Self.difference(means[0], table[0]) < Self.tolerance)
        #expect(try Self.difference(means[1], table[1..<4].mean(0)) < Self.tolerance)
    }

    @Test(arguments: Activation.allCases) func `gradients equal finite differences`(activation: Activation) throws {
        let inputs = [
            Self.random(5, 4, seed: 1), Self.random(4, 12, seed: 2), Self.random(12, seed: 3), Self.random(4, seed: 4),
            Self.random(4, seed: 5), Self.random(6, 4, seed: 6),
        ]
        let worst = try GradientCheck.firstOrder(at: inputs) { inputs in
            let rows = inputs[0].layerNormalized(scale: inputs[3], shift: inputs[4], epsilon: 1e-5)
            let packed = rows.affine(inputs[1], bias: inputs[2], activation: activation)
            let attended = packed.selfAttention(lengths: [2, 3], heads: 2, isCausal: true)
            let probe = inputs[5].embeddings(of: Tensor([1, 4])).unsqueezed(1)
            let pooled = probe.attention(
                to: attended[0..<4].reshaped([2, 2, 4]), values: inputs[5][0..<4].reshaped([2, 2, 4]), heads: 1)
            return attended.affine(inputs[1], adding: packed).sum()
                + pooled.squeezed(1).sequenceMeans(lengths: [2]).squared().sum()
        }
        #expect(worst < GradientCheck.tolerance)
    }

    @Test(
        arguments: [
            ("affine of [2, 3] and [2, 3]: ", Tensor.ones([2, 3]).affine(.ones([2, 3]))),
            ("affine of [40, 3] and [2, 3]: ", Tensor.ones([40, 3]).affine(.ones([2, 3]))),
            ("affine of [2, 3] and [3]: expected a weight", Tensor.ones([2, 3]).affine(.ones([3]))),
            (
                "affine of [2, 3] and [3, 4] and [1, 4]: expected a residual of shape [2, 4]",
                Tensor.ones([2, 3]).affine(.ones([3, 4]), adding: .ones([1, 4]))
            ),
            (
                "layerNormalized of [2, 3] and [2] and [2]: ",
                Tensor.ones([2, 3]).layerNormalized(scale: .ones([2]), shift: .ones([2]), epsilon: 0)
            ),
            (
                "selfAttention of [4, 8]: expected queries, keys and values of 2 dimensions, the last a multiple of 6",
                Tensor.ones([4, 8]).selfAttention(lengths: [4], heads: 2)
            ),
            (
                "selfAttention of [4, 6]: sequences of lengths [2, 3] don't",
                Tensor.ones([4, 6]).selfAttention(lengths: [2, 3], heads: 1)
            ),
            (
                "selfAttention of [4, 6]: sequences of lengths [2, 1] don't make up 4 rows",
                Tensor.ones([4, 6]).selfAttention(lengths: [2, 1], heads: 1)
            ),
            (
                "selfAttention of [4, 6]: sequences of lengths [0, 4] don't",
                Tensor.ones([4, 6]).selfAttention(lengths: [0, 4], heads: 1)
            ),
            (
                "selfAttention of [4, 6]: sequences of lengths [] don't",
                Tensor.ones([4, 6]).selfAttention(lengths: [], heads: 1)
            ),
            ("sequenceMeans of [4]: expected rows", Tensor.ones([4]).sequenceMeans(lengths: [4])),
            (
                "attention of [1, 4] and [1, 2, 4] and [1, 2, 4]: expected queries",
                Tensor.ones([1, 4]).attention(to: .ones([1, 2, 4]), values: .ones([1, 2, 4]), heads: 2)
            ),
            ("embeddings of [2, 3] and [1]: ", Tensor.ones([2, 3]).embeddings(of: Tensor([2]))),
        ]) func `what doesn't fit carries an error`(message: String, tensor: Tensor) throws
    {
        #expect(tensor.failure?.description.hasPrefix(message) == true, "\(tensor)")
    }
}
