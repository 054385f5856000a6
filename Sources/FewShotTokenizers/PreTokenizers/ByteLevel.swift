/// The pre-tokenizer of byte-level vocabularies (GPT-2, RoBERTa, CLIP): words with the space before them, then characters that stand for bytes.
struct ByteLevel: PreTokenizer {
    /// Returns the steps that the options ask for.
    static func steps(_ node: JSONNode) throws(TokenizerError) -> [any PreTokenizer] {
        try node.allow("type", "add_prefix_space", "trim_offsets", "use_regex")
        var steps: [any PreTokenizer] = []
        if try node.required("add_prefix_space").flag() { steps.append(LeadingSpace()) }
        if try node.flag("use_regex", default: true) {
            let words = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
            let pattern = try Pattern(JSONNode(value: .text(words), file: node.file, place: node.place), isRegex: true)
            steps.append(SplitAtPattern(pattern: pattern, behavior: .isolated))
        }
        return steps + [ByteLevel()]
    }

    func split(_ text: inout PieceBuffer) {
        text.rewrite { scalars, _, written in ByteAlphabet.append(scalars, to: &written) }
    }
}

/// A space before each part that has none.
private struct LeadingSpace: PreTokenizer {
    func split(_ text: inout PieceBuffer) {
        text.rewrite { scalars, _, written in
            if scalars.first != " " { written.append(" ") }
            written += scalars
        }
    }
}
