/// The words of a text and the tokens by which products are found, the same in every store.
///
/// Case, width, accents and the endings of English plurals don't count. Model numbers are found by their parts and as a whole, so that
/// `WH-1000XM5` is `wh1000 xm5`. Where a script doesn't part its words, single characters and pairs of them are tokens.
public struct SearchTokens: Sendable, Hashable {
    /// The words in their order.
    public private(set) var words: [SearchWord] = []

    /// The version of the rules; an index of another version is made anew.
    public static let version = 1

    /// Divides a text into words.
    ///
    /// - Parameters:
    ///   - text: A text in any language.
    ///   - limit: The number of words that are read at most.
    public init(_ text: String, limit: Int = .max) {
        let scalars = FoldedText.scalars(of: text)
        var position = scalars.startIndex
        while position < scalars.endIndex, words.count < limit {
            switch FoldedText.kind(of: scalars[position]) {
            case .separator, .connector: position += 1
            case .ideograph:
                let end = scalars[position...].firstIndex { FoldedText.kind(of: $0) != .ideograph } ?? scalars.endIndex
                words.append(SearchWord(ideographs: scalars[position..<end]))
                position = end
            case .letter, .digit:
                let end = Self.end(ofWordAt: position, in: scalars)
                words.append(SearchWord(scalars[position..<end]))
                position = end
            }
        }
    }

    /// Returns the end of a word: a connector belongs to it where a letter or a digit follows.
    private static func end(ofWordAt start: Int, in scalars: [UInt32]) -> Int {
        var end = start
        for index in scalars[start...].indices {
            switch FoldedText.kind(of: scalars[index]) {
            case .letter, .digit: end = index + 1
            case .connector: if index > end { return end }
            case .ideograph, .separator: return end
            }
        }
        return end
    }

    /// All tokens, each once, in the order of the words.
    public var all: [String] {
        var known = Set<String>()
        return words.flatMap(\.tokens).filter { known.insert($0).inserted }
    }
}

extension Product {
    /// The texts by which a search finds the product beside its title: its brand, its category, its attributes, its id.
    var searchedFacts: [String] {
        let names = category?.path ?? []
        let texts = attributes.sorted { $0.key < $1.key }.map { name, value in
            switch value {
            case .text(let text): text
            case .number: value.text
            case .flag(let flag): flag ? name : ""
            }
        }
        return [brand].compactMap(\.self) + names + texts + [id]
    }

    /// The most tokens of a product that an index has.
    private static let searchTokenLimit = 256

    /// The tokens by which a search finds the product, each once.
    public var searchTokens: [String] {
        var cache = SearchTokenCache()
        return indexedTokens(&cache)
    }

    /// Makes the tokens by which a search finds the product, with those of texts that many products have kept for the next one.
    ///
    /// - Parameter cache: The tokens of brands, categories and attributes that were met before.
    /// - Returns: The tokens, each once.
    package func indexedTokens(_ cache: inout SearchTokenCache) -> [String] {
        var (known, tokens) = (Set<String>(), [String]())
        func add(_ found: [String]) {
            for token in found where tokens.count < Self.searchTokenLimit && known.insert(token).inserted {
                tokens.append(token)
            }
        }
        for text in title.all + [id] { add(SearchTokens(text, limit: Self.searchTokenLimit).words.flatMap(\.tokens)) }
        for text in searchedFacts.dropLast() { add(cache.tokens(of: text, limit: Self.searchTokenLimit)) }
        return tokens
    }
}

/// The tokens of texts that many products have.
package struct SearchTokenCache {
    private var tokens: [String: [String]] = [:]
    /// The most texts that are kept, and the longest of them in bytes.
    private static let (capacity, longest) = (8192, 64)

    /// Creates an empty cache.
    package init() {}

    /// Returns the tokens of a text.
    mutating func tokens(of text: String, limit: Int) -> [String] {
        guard text.utf8.count <= Self.longest else { return SearchTokens(text, limit: limit).words.flatMap(\.tokens) }
        if let known = tokens[text] { return known }
        let made = SearchTokens(text, limit: limit).words.flatMap(\.tokens)
        if tokens.count >= Self.capacity { tokens.removeAll(keepingCapacity: true) }
        tokens[text] = made
        return made
    }
}
