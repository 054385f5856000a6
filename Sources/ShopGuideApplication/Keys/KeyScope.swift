import ShopGuide

/// The permissions of a key; each scope includes those before it.
public enum KeyScope: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Queries.
    case read
    /// Changes to the shop.
    case write
    /// Changes to models, experiments and keys.
    case admin

    /// Whether the left scope permits less.
    public static func < (left: KeyScope, right: KeyScope) -> Bool { left.rank < right.rank }

    /// Reads one of the names.
    public init(from decoder: any Decoder) throws { try self.init(namedIn: decoder) }

    private var rank: Int {
        switch self {
        case .read: 0
        case .write: 1
        case .admin: 2
        }
    }
}
