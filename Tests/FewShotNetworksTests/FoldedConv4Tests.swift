import FewShotNetworks
import FewShotTensors
import Testing

@Suite struct `Folded encoder` {
    @Test func `embeds as the encoder that it was made from`() throws {
        var generator = SeededGenerator(seed: 0)
        var encoder = Conv4(width: 8, using: &generator)
        let images = Tensor.normal([6, 1, 28, 28], using: &generator)
        for _ in 0..<5 {
            var context = ForwardContext(normalization: .batch)
            _ = encoder(images * 2 + 1, in: &context)
            try encoder.absorb(context)
        }
        encoder.blocks[1].normalization.scale = .uniform([8], low: -1, high: 2, using: &generator)
        encoder.blocks[2].normalization.shift = .normal([8], using: &generator)
        let whole = try encoder(images).values(as: Float.self)
        let folded = try FoldedConv4(encoder)(images).values(as: Float.self)
        #expect(whole.contains { $0 > 0.1 })
        for (a, b) in zip(whole, folded) { #expect(abs(a - b) < 1e-4 * max(1, abs(a))) }
    }

    @Test func `has nothing to train`() {
        var generator = SeededGenerator(seed: 0)
        #expect(FoldedConv4(Conv4(width: 8, using: &generator)).parameterCount == 0)
    }
}
