/// A regular expression.
indirect enum PatternTree: Sendable {
    case one(ScalarSet)
    case sequence([PatternTree])
    case choice([PatternTree])
    case repetition(PatternTree, PatternCount)
    case look(PatternTree, isBehind: Bool, isNegative: Bool)
    case anchor(PatternAnchor)

    /// True where the expression can match no characters.
    var canBeEmpty: Bool {
        switch self {
        case .one: false
        case .sequence(let parts): parts.allSatisfy(\.canBeEmpty)
        case .choice(let parts): parts.contains(where: \.canBeEmpty)
        case .repetition(let part, let count): count.minimum == 0 || part.canBeEmpty
        case .look, .anchor: true
        }
    }

    /// True where the expression has a repetition without bound.
    var isUnbounded: Bool {
        switch self {
        case .one, .anchor: false
        case .sequence(let parts), .choice(let parts): parts.contains(where: \.isUnbounded)
        case .repetition(let part, let count): count.maximum == nil || part.isUnbounded
        case .look(let part, _, _): part.isUnbounded
        }
    }
}

/// The number of repetitions, and the order in which they are tried.
struct PatternCount: Sendable {
    enum Preference: Sendable { case greedy, reluctant, possessive }

    var minimum: Int
    /// The most repetitions, or nil where there is no bound.
    var maximum: Int?
    var preference = Preference.greedy
}

/// A place in a text that a pattern asks for.
enum PatternAnchor: Sendable {
    case textStart, textEnd, textEndOrLastBreak, lineStart, lineEnd, wordBoundary, noWordBoundary

    /// Returns true where the place is such a one.
    func matches(_ text: UnsafeBufferPointer<Unicode.Scalar>, _ place: Int) -> Bool {
        switch self {
        case .textStart: place == 0
        case .textEnd: place == text.count
        case .textEndOrLastBreak: place == text.count || place == text.count - 1 && text[place] == "\n"
        case .lineStart: place == 0 || place < text.count && text[place - 1] == "\n"
        case .lineEnd: place == text.count || text[place] == "\n"
        case .wordBoundary: isWord(text, place - 1) != isWord(text, place)
        case .noWordBoundary: isWord(text, place - 1) == isWord(text, place)
        }
    }

    private func isWord(_ text: UnsafeBufferPointer<Unicode.Scalar>, _ place: Int) -> Bool {
        text.indices.contains(place) && ScalarClass.word.contains(text[place])
    }
}
