/// The largest sizes that are read from files, which may come from anywhere.
enum TokenizerLimits {
    /// Bytes of a file; the largest known, of 256,000 tokens and their merges, has 35 MB.
    static let fileBytes = 64 << 20
    /// Values in a JSON file, each vocabulary entry and merge among them.
    static let values = 8 << 20
    /// Levels of objects and lists in each other.
    static let depth = 32
    /// Tokens of a vocabulary.
    static let tokens = 1 << 20
    /// Characters of a token.
    static let tokenCharacters = 1024
    /// Nodes of the tree of all tokens.
    static let nodes = 16 << 20
    /// The identifiers that tokens may have.
    static let ids = 0..<(1 << 24)
    /// Characters of a regular expression.
    static let patternCharacters = 8192
    /// Steps of a compiled regular expression.
    static let patternSteps = 20_000
}
