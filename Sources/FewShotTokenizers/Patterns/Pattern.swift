/// A text or a regular expression to be found, as the tokenizers library's Oniguruma finds it.
///
/// Of regular expressions it knows what tokenizers use: classes, Unicode categories, alternatives, repetitions (greedy, reluctant, of one
/// character possessive too), groups, `(?i:…)`, looking ahead and behind, anchors. The time of a search grows with the length of the text alone.
struct Pattern: Sendable {
    private let program: PatternProgram

    /// Reads `{"String": …}` or `{"Regex": …}`.
    init(_ node: JSONNode) throws(TokenizerError) {
        try node.allow("String", "Regex")
        if let regex = node["Regex"] {
            try self.init(regex, isRegex: true)
        } else {
            try self.init(try node.required("String"), isRegex: false)
        }
    }

    /// Reads a text, or a regular expression.
    init(_ node: JSONNode, isRegex: Bool) throws(TokenizerError) {
        let text = try node.text()
        guard text.unicodeScalars.count <= TokenizerLimits.patternCharacters else {
            throw node.error(.tooLarge, "a pattern of more than \(TokenizerLimits.patternCharacters) characters")
        }
        do throws(PatternFault) {
            var parser = PatternParser(text)
            let tree = isRegex ? try parser.parse() : .sequence(text.unicodeScalars.map { .one(ScalarSet($0)) })
            program = try PatternProgram(tree)
        } catch {
            throw node.error(error.isSyntax ? .malformed : .unsupported, "the pattern \"\(text)\": \(error.message)")
        }
    }

    /// Returns the places of all matches, from left to right; none overlaps another.
    func matches(in text: UnsafeBufferPointer<Unicode.Scalar>) -> [Range<Int>] {
        var matches: [Range<Int>] = []
        var start = 0
        var matcher = PatternMatcher(program, text)
        while start <= text.count, !text.isEmpty, let match = matcher.find(from: start) {
            if match.isEmpty, match.lowerBound == matches.last?.upperBound {
                start = match.lowerBound + 1  // an empty match after another is none
            } else {
                matches.append(match)
                start = match.upperBound
            }
        }
        return matches
    }
}

/// The reason why a pattern can't be used.
struct PatternFault: Error {
    let message: String
    /// True where it isn't a regular expression at all.
    var isSyntax = false
}
