/// The remarks of an import about rows that it took.
public struct ImportNotes: Sendable, Hashable, Codable {
    /// A kind of note.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable, CodingKeyRepresentable {
        /// A price that can't be read; the product was taken without it.
        case unreadablePrice
        /// A price of which no currency is known; the product was taken without it.
        case priceWithoutCurrency
        /// A picture that isn't there; the product was taken without it.
        case missingPicture
        /// A picture that is only an address on the web.
        case pictureOnTheWeb
        /// A row that replaced an earlier one of the same file.
        case replacedRow
        /// A product that was made because an interaction named it.
        case madeProduct
        /// A category that names nothing.
        case emptyCategory
    }

    /// The number of notes of a kind, and the first of them.
    public struct Entry: Sendable, Hashable, Codable {
        /// The number.
        public var count: Int
        /// The line of the first.
        public var line: Int
        /// The value of the first, or what it is about.
        public var example: String
    }

    /// The notes so far.
    public private(set) var entries: [Kind: Entry] = [:]

    /// Creates a value without notes.
    public init() {}

    /// Adds a note.
    mutating func add(_ kind: Kind, line: Int, _ example: @autoclosure () -> String) {
        if entries[kind] != nil {
            entries[kind]?.count += 1
        } else {
            entries[kind] = Entry(count: 1, line: line, example: String(example().prefix(120)))
        }
    }

    /// The notes as sentences.
    public var sentences: [String] {
        Kind.allCases.compactMap { kind in entries[kind].map { kind.sentence($0) } }
    }
}

extension ImportNotes.Kind {
    fileprivate func sentence(_ entry: ImportNotes.Entry) -> String {
        let (count, first) = (entry.count, "line \(entry.line): \"\(entry.example)\"")
        func several(_ one: String, _ many: String) -> String { count == 1 ? "1 \(one)" : "\(count) \(many)" }
        return switch self {
        case .unreadablePrice:
            "\(several("price", "prices")) can't be read; the products were taken without (first: \(first))"
        case .priceWithoutCurrency:
            "\(several("price has", "prices have")) no currency; the products were taken without (first: \(first)); "
                + "--default currency=EUR sets one"
        case .missingPicture:
            "\(several("picture isn't", "pictures aren't")) there; the products were taken without (first: \(first))"
        case .pictureOnTheWeb:
            "\(several("picture is", "pictures are")) only an address, which the guide doesn't see (first: \(first))"
        case .replacedRow:
            "\(several("row", "rows")) replaced an earlier one of the same file (first: \(entry.example))"
        case .madeProduct:
            "\(several("product was", "products were")) made of ids that the catalogue lacks (first: \(first))"
        case .emptyCategory: "\(several("category names", "categories name")) nothing (first: \(first))"
        }
    }
}
