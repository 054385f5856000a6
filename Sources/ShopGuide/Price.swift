/// An amount of money, exact to the ten-thousandth.
public struct Price: Sendable, Hashable, Codable {
    /// The amount in ten-thousandths of the currency's unit, never negative; every currency's coins are whole numbers of them.
    public var tenThousandths: Int64
    /// The currency, an ISO 4217 code.
    public var currency: String

    /// The most that is taken: what a number of JSON holds exactly.
    public static let maximum: Int64 = 1 << 53

    /// Creates a price from its parts.
    public init(tenThousandths: Int64, currency: String) {
        precondition(0...Self.maximum ~= tenThousandths, "\(tenThousandths) ten-thousandths are no price")
        self.tenThousandths = tenThousandths
        self.currency = currency
    }

    /// Creates a price from an amount as people write it, `12.99`: digits, and after a point at most four more.
    ///
    /// - Returns: nil where the text isn't one, or the currency isn't three capital letters.
    public init?(_ amount: String, currency: String) {
        let bytes = amount.utf8
        guard Self.isCurrency(currency), let first = bytes.first, let last = bytes.last else { return nil }
        guard bytes.count <= 20, first != UInt8(ascii: "."), last != UInt8(ascii: ".") else { return nil }
        var (value, decimals): (Int64, Int?) = (0, nil)
        for byte in bytes {
            if byte == UInt8(ascii: "."), decimals == nil {
                decimals = 0
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), value <= Self.maximum else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            decimals = decimals.map { $0 + 1 }
        }
        guard (decimals ?? 0) <= 4 else { return nil }
        for _ in (decimals ?? 0)..<4 where value <= Self.maximum { value *= 10 }
        guard value <= Self.maximum else { return nil }
        tenThousandths = value
        self.currency = currency
    }

    /// The amount, as near as a double comes.
    public var amount: Double { Double(tenThousandths) / 10_000 }

    /// The amount with as many decimals as it needs: `12.99`, `1280`.
    public var text: String {
        let (whole, rest) = tenThousandths.quotientAndRemainder(dividingBy: 10_000)
        guard rest > 0 else { return "\(whole)" }
        var decimals = String(String(rest + 10_000).dropFirst())
        while decimals.last == "0" { decimals.removeLast() }
        return "\(whole).\(decimals)"
    }

    /// Returns whether a text has the form of an ISO 4217 code.
    public static func isCurrency(_ text: String) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
}
