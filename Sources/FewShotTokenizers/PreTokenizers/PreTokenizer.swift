/// A step that splits a normalized text into the parts that a model makes tokens of.
protocol PreTokenizer: Sendable {
    /// Splits the parts of a text further.
    func split(_ text: inout PieceBuffer)
}

/// Reads the pre-tokenizers of a tokenizer.
enum PreTokenizerReader {
    /// Returns the steps that a `pre_tokenizer` names, in order; none for nil.
    static func read(_ node: JSONNode?) throws(TokenizerError) -> [any PreTokenizer] {
        guard let node else { return [] }
        let type = try node.required("type").text()
        switch type {
        case "Sequence":
            try node.allow("type", "pretokenizers")
            var steps: [any PreTokenizer] = []
            for element in try node.required("pretokenizers").elements() { steps += try read(element) }
            return steps
        case "BertPreTokenizer":
            try node.allow("type")
            return [SplitAtSpaces(), SplitAtPunctuation(behavior: .isolated)]
        case "WhitespaceSplit":
            try node.allow("type")
            return [SplitAtSpaces()]
        case "Whitespace":
            try node.allow("type")
            return [SplitIntoWords()]
        case "Punctuation":
            try node.allow("type", "behavior")
            guard let behavior = node["behavior"] else { return [SplitAtPunctuation(behavior: .isolated)] }
            return [SplitAtPunctuation(behavior: try SplitBehavior(behavior))]
        case "Digits":
            try node.allow("type", "individual_digits")
            let isIndividual = try node.required("individual_digits").flag()
            return [SplitAtNumbers(behavior: isIndividual ? .isolated : .contiguous)]
        case "Split": return [try SplitAtPattern(node)]
        case "Metaspace": return [try Metaspace(node)]
        case "ByteLevel": return try ByteLevel.steps(node)
        default: throw node.error(.unsupported, "the pre-tokenizer \"\(type)\" isn't supported")
        }
    }
}
