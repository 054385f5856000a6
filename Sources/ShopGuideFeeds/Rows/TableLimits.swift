/// The limits of a row; a larger one is rejected, so that memory is bounded whatever a file holds.
public struct TableLimits: Sendable, Hashable, Codable {
    /// Bytes of a row.
    public var rowBytes = 1 << 20
    /// Bytes of a field, as long as a row: a list of variants may fill most of one.
    public var fieldBytes = 1 << 20
    /// Columns of a table.
    public var columns = 4096

    /// Creates the default limits.
    public init() {}
}
