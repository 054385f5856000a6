/// The replacement of all that matches a pattern.
struct Replacement: Normalizer {
    let pattern: Pattern
    let content: [Unicode.Scalar]

    init(_ node: JSONNode) throws(TokenizerError) {
        try node.allow("type", "pattern", "content")
        pattern = try Pattern(try node.required("pattern"))
        content = Array(try node.required("content").text().unicodeScalars)
    }

    func normalize(_ text: inout NormalizedText) {
        let matches = text.scalars.withUnsafeBufferPointer { pattern.matches(in: $0) }
        guard let first = matches.first else { return }
        if content.isEmpty, first.lowerBound == 0, !first.isEmpty { text.isAtStart = false }
        var replaced: [Unicode.Scalar] = []
        replaced.reserveCapacity(text.scalars.count)
        var end = 0
        for match in matches {
            replaced += text.scalars[end..<match.lowerBound]
            replaced += content
            end = match.upperBound
        }
        replaced += text.scalars[end...]
        text.scalars = replaced
    }
}
