/// How a feed's file is written; what is nil is recognised.
public struct FeedOptions: Sendable, Hashable, Codable {
    /// The format.
    public var format: TableFormat?
    /// The encoding of the text.
    public var encoding: TextEncoding?
    /// What stands between two values, of one to eight bytes.
    public var separator: String?
    /// Whether a `"` at a value's beginning quotes it.
    public var hasQuotes = true
    /// The names of the columns of a table whose first line doesn't give them.
    public var header: [String]?
    /// Where the rows of JSON or XML are: `data.products`.
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
