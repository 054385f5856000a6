/// A country or a shop of its own that products are sold in.
public struct Market: Sendable, Hashable, Codable, Identifiable {
    /// A short code of letters, digits, `-` and `_`: `DE`.
    public var id: String

    /// Creates a market from its code.
    ///
    /// - Returns: nil where the code is empty, longer than 16 bytes or has other characters.
    public init?(id: String) {
        guard 1...16 ~= id.utf8.count, id.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.id = id
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
