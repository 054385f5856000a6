/// The availability of a product.
public enum Availability: String, Sendable, Hashable, CaseIterable {
    /// It can be bought now.
    case inStock = "in_stock"
    /// It can't be bought now.
    case outOfStock = "out_of_stock"
    /// It can be ordered before it is there.
    case preorder
    /// It can be ordered, and comes later.
    case backorder
    /// It will not come back.
    case discontinued

    /// Reads what shops write: `In Stock`, `https://schema.org/InStock`, `sold out`, `auf Lager`, `在庫あり`, `true`, or how many are there.
    ///
    /// Case, blanks, hyphens and underscores don't count.
    ///
    /// - Returns: nil where the text says nothing of it.
    public init?(_ text: String) {
        if let known = Availability(rawValue: text) {
            self = known
            return
        }
        guard text.utf8.count <= 256 else { return nil }
        var word = text.lowercased()[...]
        for prefix in ["https://schema.org/", "http://schema.org/", "schema:"] where word.hasPrefix(prefix) {
            word = word.dropFirst(prefix.count)
        }
        word = Substring(word.filter { !Self.isIgnored($0) })
        if let known = AvailabilityWords.table[String(word)] {
            self = known
        } else if let quantity = Self.quantity(text) {
            self = quantity > 0 ? .inStock : .outOfStock
        } else {
            return nil
        }
    }

    private static func isIgnored(_ character: Character) -> Bool {
        character.isWhitespace || "_-‐–—.!'’`´".contains(character)
    }

    /// Reads a number of pieces, `12`, `-3`, `4.0`, `1,5`.
    private static func quantity(_ text: String) -> Double? {
        let trimmed = text.filter { !$0.isWhitespace }.replacing(",", with: ".")
        guard trimmed.utf8.allSatisfy({ 43...57 ~= $0 && $0 != 47 }), let number = Double(trimmed), number.isFinite
        else {
            return nil
        }
        return number
    }
}

extension Availability: Codable {
    /// Reads a text as ``init(_:)`` does, a Boolean value, or the number of pieces.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = flag ? .inStock : .outOfStock
        } else if let number = try? container.decode(Double.self) {
            self = number > 0 ? .inStock : .outOfStock
        } else {
            let text = try container.decode(String.self)
            guard let known = Availability(text) else {
                let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
                throw FieldFault(
                    "must be one of \(names), true, false (got \"\(text.prefix(40))\")", at: container.codingPath
                ).error
            }
            self = known
        }
    }

    /// Writes the raw value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
