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
        WordDivision.forEachWord(in: scalars, limit: limit) { place, isUnparted in
            words.append(SearchWord(place, isUnparted: isUnparted, in: scalars))
        }
    }

    /// All tokens, each once, in the order of the words.
    public var all: [String] {
        var known = Set<String>()
        return words.flatMap(\.tokens).filter { known.insert($0).inserted }
    }
}

extension Product {
    /// The tokens by which a search finds the product, each once: those of its title in all languages, its id, its brand, its category
    /// and its attributes.
    public var searchTokens: [String] {
        var tokens = ProductTokens()
        return tokens.list(of: self)
    }

    /// Passes the texts by which a search finds the product beside its title and its id to `body`: its brand, its category, its
    /// attributes.
    func forEachSearchedFact(_ body: (String) -> Void) {
        if let brand { body(brand) }
        category?.path.forEach(body)
        for (name, value) in attributes.count < 2 ? Array(attributes) : attributes.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .text(let text): body(text)
            case .number: body(value.text)
            case .flag(let flag): if flag { body(name) }
            }
        }
    }
}
