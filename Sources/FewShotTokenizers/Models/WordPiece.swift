/// WordPiece (Schuster and Nakajima, 2012), as BERT has it: the longest token first, from the left.
struct WordPiece: TokenModel {
    let vocabulary: Vocabulary
    private let unknown: Int32
    /// The node of what tokens inside of words begin with; nil where no token does.
    private let continuation: TokenTrie.Node?
    private let wordLimit: Int

    init(_ node: JSONNode) throws(TokenizerError) {
        try node.allow("type", "vocab", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word")
        vocabulary = try Vocabulary(object: try node.required("vocab"))
        unknown = try vocabulary.unknown(try node.required("unk_token"))
        continuation = vocabulary.trie.node(try node.required("continuing_subword_prefix").text().unicodeScalars)
        wordLimit = try node.required("max_input_chars_per_word").integer(in: 0..<TokenizerLimits.tokenCharacters * 100)
    }

    func encode(_ piece: UnsafeBufferPointer<Unicode.Scalar>, into ids: inout [Int32]) {
        let first = ids.count
        guard piece.count <= wordLimit else { return ids.append(unknown) }
        var start = 0
        while start < piece.count {
            guard let token = longestToken(in: piece, from: start) else {
                ids.removeSubrange(first...)
                return ids.append(unknown)
            }
            ids.append(token.id)
            start = token.end
        }
    }

    private func longestToken(in piece: UnsafeBufferPointer<Unicode.Scalar>, from start: Int) -> (id: Int32, end: Int)?
    {
        guard var node = start == 0 ? TokenTrie.root : continuation else { return nil }
        var longest: (id: Int32, end: Int)?
        for index in start..<piece.count {
            guard let child = vocabulary.trie.child(of: node, piece[index]) else { break }
            node = child
            if let id = vocabulary.trie.id(at: node) { longest = (id, index + 1) }
        }
        return longest
    }
}

extension Vocabulary {
    /// Returns the identifier of a model's unknown token, which its vocabulary must have.
    func unknown(_ node: JSONNode) throws(TokenizerError) -> Int32 {
        let token = try node.text()
        guard let id = id(of: token) else { throw node.error(.malformed, "the vocabulary has no \"\(token)\"") }
        return id
    }

    /// Returns the identifiers of `<0x00>` to `<0xFF>`, nil where the vocabulary has none.
    var byteTokens: [Int32?] {
        (UInt8.min ... .max).map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return id(of: "<0x\(digits.count == 1 ? "0" : "")\(digits)>")
        }
    }
}
