/// A stretch of a text that a pattern matches, or one between two matches.
struct Segment {
    var start: Int
    var end: Int
    var isMatch: Bool
}

/// The fate of what a text is split at.
enum SplitBehavior: String, Sendable {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"

    /// Reads the name of a behaviour.
    init(_ node: JSONNode) throws(TokenizerError) {
        let name = try node.text()
        guard let behavior = Self(rawValue: name) else {
            throw node.error(.unsupported, "the behavior \"\(name)\" isn't supported")
        }
        self = behavior
    }

    /// Calls a function with the bounds of each part that is kept; the segments cover the text in order.
    func forEachPart(of segments: [Segment], _ body: (Int, Int) -> Void) {
        switch self {
        case .removed:
            for segment in segments where !segment.isMatch { body(segment.start, segment.end) }
        case .isolated:
            for segment in segments { body(segment.start, segment.end) }
        case .contiguous:
            join(segments, body) { $0.isMatch == $1.isMatch }
        case .mergedWithPrevious:
            join(segments, body) { !$0.isMatch && $1.isMatch }
        case .mergedWithNext:
            join(segments, body) { $0.isMatch && !$1.isMatch }
        }
    }

    /// Joins neighbours that belong together.
    private func join(_ segments: [Segment], _ body: (Int, Int) -> Void, _ belong: (Segment, Segment) -> Bool) {
        guard var start = segments.first?.start else { return }
        for (index, segment) in segments.enumerated().dropFirst() where !belong(segments[index - 1], segment) {
            body(start, segments[index - 1].end)
            start = segment.start
        }
        body(start, segments[segments.count - 1].end)
    }
}
