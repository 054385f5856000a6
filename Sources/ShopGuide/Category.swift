/// A category of the shop: the way to it from the root, `["kitchen", "mug"]`.
public struct Category: Sendable, Hashable {
    /// What stands between two names where a path is written as one text: `kitchen > mug`.
    public static let separator = " > "

    /// The names from the root on, at least one.
    public var path: [String]

    /// Creates a category from the names on the way to it.
    ///
    /// - Returns: nil where there are none, one is empty, or one contains ``separator``.
    public init?(path: [String]) {
        guard !path.isEmpty, path.allSatisfy({ !$0.isEmpty && !$0.contains(Self.separator) }) else { return nil }
        self.path = path
    }

    /// Creates a category from its path as one text, `kitchen > mug`.
    ///
    /// - Returns: nil where a name is empty.
    public init?(_ text: String) {
        guard text.contains(Self.separator) else {
            self.init(path: [text])
            return
        }
        var (path, rest) = ([String](), text[...])
        while let range = rest.firstRange(of: Self.separator) {
            path.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        self.init(path: path + [String(rest)])
    }

    /// The path as one text, which identifies the category.
    public var id: String { path.joined(separator: Self.separator) }

    /// The category above, if this is not at the root.
    public var parent: Category? { Category(path: path.dropLast()) }
}

extension Category: Identifiable {}

extension Category: Codable {
    /// Reads a list of names.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let category = Category(path: try container.decode([String].self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a category's path")
        }
        self = category
    }

    /// Writes the list of names.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(path)
    }
}
