/// The tokens that a tokenizer sets before and after those of a text.
struct SpecialTokens: Sendable {
    private(set) var before: [Int32] = []
    private(set) var after: [Int32] = []

    /// Reads a post-processor; nil adds none.
    init(_ node: JSONNode?) throws(TokenizerError) {
        guard let node else { return }
        let type = try node.required("type").text()
        switch type {
        case "ByteLevel": try node.allow("type", "add_prefix_space", "trim_offsets", "use_regex")
        case "BertProcessing", "RobertaProcessing":
            try node.allow("type", "sep", "cls", "trim_offsets", "add_prefix_space")
            before = [try Self.pair(try node.required("cls"))]
            after = [try Self.pair(try node.required("sep"))]
        case "TemplateProcessing":
            try node.allow("type", "single", "pair", "special_tokens")
            try readTemplate(node)
        case "Sequence":
            try node.allow("type", "processors")
            for element in try node.required("processors").elements() {
                let outer = try SpecialTokens(element)
                before = outer.before + before
                after += outer.after
            }
        default: throw node.error(.unsupported, "the post-processor \"\(type)\" isn't supported")
        }
        guard count <= TokenizerLimits.tokenCharacters else {
            throw node.error(.tooLarge, "more than \(TokenizerLimits.tokenCharacters) special tokens")
        }
    }

    /// The number of special tokens.
    var count: Int { before.count + after.count }

    /// One more than the largest identifier.
    var idCount: Int { Int((before + after).max() ?? -1) + 1 }

    private static func pair(_ node: JSONNode) throws(TokenizerError) -> Int32 {
        let parts = try node.elements()
        guard parts.count == 2 else { throw node.error(.malformed, "must be a token and its identifier") }
        return try parts[1].id()
    }

    private mutating func readTemplate(_ node: JSONNode) throws(TokenizerError) {
        let single = try node.required("single")
        var hasText = false
        for piece in try single.elements() {
            try piece.allow("SpecialToken", "Sequence")
            if let sequence = piece["Sequence"] {
                let name = try sequence.required("id").text()
                guard name == "A", !hasText else {
                    throw sequence.error(.unsupported, "a template for one text must have it once, as \"A\"")
                }
                hasText = true
            } else {
                let ids = try Self.ids(of: try piece.required("SpecialToken").required("id"), in: node)
                if hasText { after += ids } else { before += ids }
            }
        }
        guard hasText else { throw single.error(.malformed, "the template has no place for the text") }
    }

    private static func ids(of name: JSONNode, in node: JSONNode) throws(TokenizerError) -> [Int32] {
        let tokens = try node.required("special_tokens")
        guard let token = tokens[try name.text()] else {
            throw name.error(.malformed, "special_tokens has no \"\(try name.text())\"")
        }
        var ids: [Int32] = []
        for id in try token.required("ids").elements() { ids.append(try id.id()) }
        return ids
    }
}
