/// The kind of the rows of a table.
public enum TableKind: String, Sendable, Hashable, Codable, CaseIterable {
    case products, shoppers, interactions
}
