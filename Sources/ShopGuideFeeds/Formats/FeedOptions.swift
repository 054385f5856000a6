/// The writing of a feed's file; what is nil is recognised.
public struct FeedOptions: Sendable, Hashable, Codable {
    /// The format.
    public var format: TableFormat?
    /// The encoding of the text.
    public var encoding: TextEncoding?
    /// The separator of two values, of one to eight bytes.
    public var separator: String?
    /// Whether a `"` at a value's beginning quotes it.
    public var hasQuotes = true
    /// The names of the columns of a table whose first line doesn't give them.
    public var header: [String]?
    /// The path of the rows in JSON or XML: `data.products`.
    public var path: String?
    /// Values that stand for none.
    public var nulls: Set<String> = []
    /// The limits of a row.
    public var limits = TableLimits()
    /// Whether lines end with a carriage return alone.
    var hasCarriageReturns = false

    /// Creates options under which everything is recognised.
    public init() {}
}
