import FewShotTensors

/// The place and sign of each token in a vector (feature hashing, Weinberger et al., 2009), drawn once and for all.
struct TokenTable: Sendable {
    private let draws: [UInt64]

    /// The table of all layers.
    static let shared = TokenTable()

    private init() {
        draws = (0..<ProductParts.tokens).map(Self.draw)
    }

    /// Returns the random bits that decide where a token goes.
    static func draw(_ token: Int) -> UInt64 {
        var generator = SeededGenerator(seed: 0x546F_6B65_6E73, position: token)
        return generator.next()
    }

    /// Returns the place of a token.
    func position(of token: Int, among dimensions: Int) -> Int { Int(draws[token] % UInt64(dimensions)) }

    /// Returns the sign of a token.
    func sign(of token: Int) -> Float { draws[token] >> 63 == 0 ? 1 : -1 }
}
