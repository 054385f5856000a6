/// The tokens of a model and their identifiers.
struct Vocabulary: Sendable {
    private(set) var trie: TokenTrie
    /// One more than the largest identifier.
    private(set) var idCount = 0

    private init(count: Int) { trie = TokenTrie(minimumCapacity: count * 3) }

    /// Reads an object of tokens and identifiers.
    init(object node: JSONNode) throws(TokenizerError) {
        let members = try node.members()
        try Self.check(members.count, node)
        self.init(count: members.count)
        for member in members {
            guard case .number(let number) = member.value, let id = Int(exactly: number),
                TokenizerLimits.ids.contains(id)
            else {
                throw node.error(
                    .malformed, "the token \"\(member.name)\" has no identifier below \(TokenizerLimits.ids.upperBound)"
                )
            }
            try insert(member.name, id: Int32(id), node)
        }
    }

    /// Reads a list of tokens and scores, whose identifiers are their places in it.
    init(scored node: JSONNode, scores: inout [Double]) throws(TokenizerError) {
        guard case .list(let entries) = node.value else { throw node.error(.malformed, "must be a list") }
        try Self.check(entries.count, node)
        self.init(count: entries.count)
        scores.reserveCapacity(entries.count)
        for (index, entry) in entries.enumerated() {
            guard case .list(let pair) = entry, pair.count == 2, case .text(let token) = pair[0],
                case .number(let score) = pair[1]
            else { throw node.error(.malformed, "entry \(index) isn't a token and its score") }
            try insert(token, id: Int32(index), node)
            scores.append(score)
        }
    }

    /// Returns the identifier of a token, or nil where it isn't in the vocabulary.
    func id(of token: String) -> Int32? { token.isEmpty ? nil : trie.id(of: token.unicodeScalars) }

    private mutating func insert(_ token: String, id: Int32, _ node: JSONNode) throws(TokenizerError) {
        idCount = max(idCount, Int(id) + 1)
        guard !token.isEmpty else { return }  // no text has it
        guard token.utf8.count <= TokenizerLimits.tokenCharacters * 4, trie.nodeCount < TokenizerLimits.nodes else {
            throw node.error(
                .tooLarge, "the token of identifier \(id) is longer than is read, or all tokens are together")
        }
        trie.insert(token.unicodeScalars, id: id)
    }

    private static func check(_ count: Int, _ node: JSONNode) throws(TokenizerError) {
        guard count <= TokenizerLimits.tokens else {
            throw node.error(.tooLarge, "\(count) tokens; at most \(TokenizerLimits.tokens) are read")
        }
    }
}
