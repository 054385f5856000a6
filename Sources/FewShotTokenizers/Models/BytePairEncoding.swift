/// Byte pair encoding (Sennrich, Haddow and Birch, 2016): neighbours are merged, the pair learned first before all others.
struct BytePairEncoding: TokenModel {
    let vocabulary: Vocabulary
    private let merges: MergeTable
    private let unknown: Int32?
    private let fusesUnknown: Bool
    private let bytes: [Int32?]?
    private let prefersWholePieces: Bool
    /// The characters before those inside of a piece, and after the last.
    private let prefix: [Unicode.Scalar]
    private let suffix: [Unicode.Scalar]

    init(_ node: JSONNode) throws(TokenizerError) {
        try node.allow(
            "type", "vocab", "merges", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
            "fuse_unk", "byte_fallback", "ignore_merges")
        if let dropout = node["dropout"] {
            guard case .number(0) = dropout.value else {
                throw dropout.error(.unsupported, "isn't supported; set it to null")
            }
        }
        let vocabulary = try Vocabulary(object: try node.required("vocab"))
        self.vocabulary = vocabulary
        unknown = try node["unk_token"].map { (node) throws(TokenizerError) in try vocabulary.unknown(node) }
        fusesUnknown = try node.flag("fuse_unk", default: false)
        bytes = try node.flag("byte_fallback", default: false) ? vocabulary.byteTokens : nil
        prefersWholePieces = try node.flag("ignore_merges", default: false)
        prefix = Array(try node["continuing_subword_prefix"]?.text().unicodeScalars ?? "".unicodeScalars)
        suffix = Array(try node["end_of_word_suffix"]?.text().unicodeScalars ?? "".unicodeScalars)
        merges = try MergeTable(try node.required("merges"), vocabulary: vocabulary, prefixCount: prefix.count)
    }

    func encode(_ piece: UnsafeBufferPointer<Unicode.Scalar>, into ids: inout [Int32]) {
        if prefersWholePieces, let id = vocabulary.trie.id(of: piece) { return ids.append(id) }
        var symbols: [Int32] = []
        symbols.reserveCapacity(piece.count)
        var isUnknownPending = false
        for (index, scalar) in piece.enumerated() {
            let isLast = index == piece.count - 1
            if let id = symbol(scalar, isFirst: index == 0, isLast: isLast) {
                if isUnknownPending, let unknown { symbols.append(unknown) }
                isUnknownPending = false
                symbols.append(id)
            } else if !appendBytes(of: scalar, isFirst: index == 0, isLast: isLast, to: &symbols) {
                if isUnknownPending, !fusesUnknown, let unknown { symbols.append(unknown) }
                isUnknownPending = true
            }
        }
        if isUnknownPending, let unknown { symbols.append(unknown) }
        merges.apply(to: symbols, into: &ids)
    }

    private func symbol(_ scalar: Unicode.Scalar, isFirst: Bool, isLast: Bool) -> Int32? {
        let trie = vocabulary.trie
        guard let start = isFirst ? TokenTrie.root : trie.node(prefix), let node = trie.child(of: start, scalar),
            let end = isLast ? trie.node(suffix, from: node) : node
        else { return nil }
        return trie.id(at: end)
    }

    /// Appends a token for each byte of a character; returns false where the vocabulary lacks one.
    private func appendBytes(of scalar: Unicode.Scalar, isFirst: Bool, isLast: Bool, to symbols: inout [Int32]) -> Bool
    {
        guard let bytes else { return false }
        let scalars = (isFirst ? [] : prefix) + [scalar] + (isLast ? suffix : [])
        let tokens = scalars.string.utf8.map { bytes[Int($0)] }
        guard tokens.allSatisfy({ $0 != nil }) else { return false }
        symbols += tokens.compactMap { $0 }
        return true
    }
}
