/// A category of the shop: the way to it from the root, `["kitchen", "mug"]`.
public struct Category: Sendable, Hashable {
    /// The separator of names in a path that is written as one text: `kitchen > mug`.
    public static let separator = " > "

    /// The names from the root on, at least one.
    public var path: [String]

    /// Creates a category from the names on the way to it.
    ///
    /// - Returns: nil where there are none, one is empty, or one contains ``separator``.
    public init?(path: [String]) {
        guard !path.isEmpty, path.allSatisfy({ !$0.isEmpty && Self.range(in: $0[...].utf8) == nil }) else {
            return nil
        }
        self.path = path
    }

    /// Creates a category from its path as one text, `kitchen > mug`.
    ///
    /// - Returns: nil where a name is empty.
    public init?(_ text: String) {
        var (path, text) = ([String](), text)
        text.withUTF8 { bytes in
            var (start, place) = (0, 0)
            // By bytes: before an accent, the separator's last space would be another character.
            while place + 2 < bytes.count {
                guard bytes[place + 1] == UInt8(ascii: ">"), bytes[place] == 0x20, bytes[place + 2] == 0x20 else {
                    place += 1
                    continue
                }
                path.append(String(decoding: bytes[start..<place], as: UTF8.self))
                place += 3
                start = place
            }
            path.append(String(decoding: bytes[start...], as: UTF8.self))
        }
        guard path.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.path = path
    }

    /// Finds the separator's bytes: before an accent, its last space would be another character.
    private static func range(in text: Substring.UTF8View) -> Range<String.Index>? {
        text.contains(UInt8(ascii: ">")) ? text.firstRange(of: separator.utf8) : nil
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
            throw FieldFault(
                "must be a list of one or more names, none of them empty or with \"\(Self.separator)\" in it",
                at: container.codingPath
            ).error
        }
        self = category
    }

    /// Writes the list of names.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(path)
    }
}
