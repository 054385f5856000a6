/// A split at white space, which is removed.
struct SplitAtSpaces: PreTokenizer {
    func split(_ text: inout PieceBuffer) {
        text.split(.removed) { scalars, segments in Segment.each(in: scalars, &segments) { $0.isSpace } }
    }
}

/// A split at each punctuation mark.
struct SplitAtPunctuation: PreTokenizer {
    let behavior: SplitBehavior

    func split(_ text: inout PieceBuffer) {
        text.split(behavior) { scalars, segments in Segment.each(in: scalars, &segments) { $0.isPunctuationOfBert } }
    }
}

/// A split at each digit, or around runs of them.
struct SplitAtNumbers: PreTokenizer {
    let behavior: SplitBehavior

    func split(_ text: inout PieceBuffer) {
        text.split(behavior) { scalars, segments in Segment.each(in: scalars, &segments) { $0.isNumber } }
    }
}

/// A split into words and runs of what is neither word nor white space: `\w+|[^\w\s]+`.
struct SplitIntoWords: PreTokenizer {
    private enum Kind { case space, word, other }

    func split(_ text: inout PieceBuffer) {
        text.split(.removed) { scalars, segments in
            var last: Kind?
            for (index, scalar) in scalars.enumerated() {
                let kind: Kind = scalar.isWord ? .word : scalar.isSpace ? .space : .other
                if kind == last {
                    segments[segments.count - 1].end = index + 1
                } else {
                    segments.append(Segment(start: index, end: index + 1, isMatch: kind == .space))
                }
                last = kind
            }
        }
    }
}

/// A split at what a pattern matches, or at all else.
struct SplitAtPattern: PreTokenizer {
    let pattern: Pattern
    let behavior: SplitBehavior
    var isInverted = false

    func split(_ text: inout PieceBuffer) {
        text.split(behavior) { scalars, segments in
            var end = 0
            for match in pattern.matches(in: scalars) {
                if end < match.lowerBound {
                    segments.append(Segment(start: end, end: match.lowerBound, isMatch: isInverted))
                }
                segments.append(Segment(start: match.lowerBound, end: match.upperBound, isMatch: !isInverted))
                end = match.upperBound
            }
            if end < scalars.count { segments.append(Segment(start: end, end: scalars.count, isMatch: isInverted)) }
        }
    }
}

extension SplitAtPattern {
    init(_ node: JSONNode) throws(TokenizerError) {
        try node.allow("type", "pattern", "behavior", "invert")
        self.init(
            pattern: try Pattern(try node.required("pattern")),
            behavior: try SplitBehavior(try node.required("behavior")),
            isInverted: try node.required("invert").flag())
    }
}

extension Segment {
    /// Makes a segment of each character that satisfies a condition, and of what is between them.
    static func each(
        in scalars: UnsafeBufferPointer<Unicode.Scalar>, _ segments: inout [Segment],
        where isMatch: (Unicode.Scalar) -> Bool
    ) {
        var start = 0
        for (index, scalar) in scalars.enumerated() where isMatch(scalar) {
            if start < index { segments.append(Segment(start: start, end: index, isMatch: false)) }
            segments.append(Segment(start: index, end: index + 1, isMatch: true))
            start = index + 1
        }
        if start < scalars.count { segments.append(Segment(start: start, end: scalars.count, isMatch: false)) }
    }
}
