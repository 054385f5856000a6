/// Texts that recur, each kept once and known by its number.
struct TextTable: Sendable {
    /// The texts by number.
    private(set) var texts: [String] = []
    private var numbers: [ExactID: Int] = [:]

    /// Creates a table without texts.
    init() {}

    /// Creates a table of texts by number; of texts that occur twice, the first is found.
    init(_ texts: [String]) {
        self.texts = texts
        numbers = Dictionary(texts.enumerated().map { (ExactID($1), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The text of a number; nil for one that isn't known.
    subscript(number: Int) -> String? { texts.indices.contains(number) ? texts[number] : nil }

    /// Returns the number of a text; nil for one that isn't known.
    func knownNumber(of text: String) -> Int? { numbers[ExactID(text)] }

    /// Returns the number of a text, a new one where it has none.
    mutating func number(of text: String) -> Int {
        let id = ExactID(text)
        if let number = numbers[id] { return number }
        numbers[id] = texts.count
        texts.append(text)
        return texts.count - 1
    }
}
