/// The words of a query, as an index of words is asked for them.
public struct SearchQuery: Sendable, Hashable {
    /// The words.
    public private(set) var words: [SearchWord]
    /// Words that were written apart and may be one: `head phones`, by the number of the first of two.
    private var pairs: [Int: String] = [:]
    /// The words that were put in the place of misspelled ones, by those.
    public private(set) var corrections: [String: String] = [:]

    /// The most words of a query that count, and the most tokens.
    static let (wordLimit, tokenLimit) = (48, 128)

    /// Divides the text of a query into words.
    public init(_ text: String) {
        words = SearchTokens(text, limit: Self.wordLimit).words
        for (index, word) in words.enumerated().dropLast() {
            let joined = word.text + words[index + 1].text
            let isShort = joined.unicodeScalars.count <= WordDivision.tokenLength
            guard isShort, joined.utf8.allSatisfy({ $0 < 0x80 }) else { continue }
            let whole = SearchTokens(joined).words[0]
            pairs[index] = whole.compounds.last ?? whole.parts[0]
        }
    }

    /// Whether there is no word to search for.
    public var isEmpty: Bool { words.isEmpty }

    /// The words as they are searched for, with spaces between them.
    public var text: String { words.map(\.text).joined(separator: " ") }

    /// All tokens, each once.
    public var tokens: [String] {
        var known = Set<String>()
        let all = words.flatMap(\.tokens) + pairs.sorted { $0.key < $1.key }.map(\.value)
        return Array(all.filter { known.insert($0).inserted }.prefix(Self.tokenLimit))
    }

    /// The smallest tokens, each once: what has them all has every word.
    public var parts: [String] {
        var known = Set<String>()
        return Array(words.flatMap(\.parts).filter { known.insert($0).inserted }.prefix(Self.tokenLimit))
    }

    /// Returns the numbers of the words that something has which has some tokens.
    ///
    /// - Parameter has: Whether it has a token.
    /// - Returns: The numbers, in order.
    public func found(_ has: (String) -> Bool) -> [Int] {
        words.indices.filter { index in
            words[index].isFound(has) || pairs[index].map(has) ?? false || pairs[index - 1].map(has) ?? false
        }
    }

    /// Puts words that are written alike in the place of words that nothing has.
    ///
    /// - Parameters:
    ///   - absent: The tokens that nothing has.
    ///   - spelling: The words that there are.
    /// - Returns: Whether any was replaced.
    package mutating func correct(_ absent: Set<String>, by spelling: SpellingIndex) -> Bool {
        let found = Set(found { !absent.contains($0) })
        var isChanged = false
        for index in words.indices where !found.contains(index) && words[index].isSpelled {
            guard let word = spelling.nearest(to: words[index].parts[0]) else { continue }
            corrections[words[index].text] = word
            words[index] = SearchWord(spelled: word)
            (pairs[index], pairs[index - 1]) = (nil, nil)
            isChanged = true
        }
        return isChanged
    }
}
