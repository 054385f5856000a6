/// The kind of content that a column of a catalogue has, found from its values.
public enum ColumnKind: String, Sendable, Codable, CaseIterable {
    /// The titles of products.
    case title
    /// Sentences: descriptions, reviews.
    case text
    /// Words that several products share: brands, colours, sizes, yes and no.
    case category
    /// Amounts, measures, ratings and dates, which are near each other or not.
    case number
    /// A value of its own for nearly every product: an id, a serial number.
    case code
    /// Addresses on the web.
    case link
    /// Ready vectors.
    case vector

    /// Whether a column of this kind can say that two products are alike.
    public var isComparable: Bool { self != .code && self != .link }

    /// Whether a column of this kind is read as words by their characters.
    var isText: Bool { self == .title || self == .text }
}
