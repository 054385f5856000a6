/// The reason why one row of a table, or one value for a store, is rejected.
public struct RowProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason in a few words.
    public var reason: String

    /// Creates a problem from a few words.
    public init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}
