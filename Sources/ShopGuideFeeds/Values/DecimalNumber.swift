/// A number that isn't negative, as its decimal digits: `digits` divided by ten as often as `decimals` says.
struct DecimalNumber: Hashable, Sendable {
    var digits: UInt64
    var decimals: Int

    /// The digits of a text whose other bytes are grouping signs; decimals begin after the byte at `decimal`, if there are any.
    ///
    /// Decimals that no longer fit are dropped; nil where the whole number has more than 18 digits.
    init?(_ text: Slice<UnsafeBufferPointer<UInt8>>, decimal: Int?) {
        (digits, decimals) = (0, 0)
        for index in text.indices where text[index].isDigit {
            let isDecimal = decimal.map { index > $0 } ?? false
            guard digits < 100_000_000_000_000_000 else {
                if isDecimal { continue }
                return nil
            }
            digits = digits * 10 + UInt64(text[index] - UInt8(ascii: "0"))
            if isDecimal { decimals += 1 }
        }
    }

    /// Reads `1.5e3`, as JSON may write numbers; nil where the text has no exponent or isn't one.
    init?(scientific text: Slice<UnsafeBufferPointer<UInt8>>) {
        guard let mark = text.firstIndex(where: { $0 | 32 == UInt8(ascii: "e") }), mark + 1 < text.endIndex else {
            return nil
        }
        let mantissa = text[..<mark]
        let point = mantissa.firstIndex(of: UInt8(ascii: "."))
        var exponent = text[(mark + 1)...]
        let isNegative = exponent.first == UInt8(ascii: "-")
        if isNegative || exponent.first == UInt8(ascii: "+") { exponent = exponent.dropFirst() }
        guard mantissa.first?.isDigit == true, mantissa.last?.isDigit == true, 1...2 ~= exponent.count,
            mantissa.indices.allSatisfy({ mantissa[$0].isDigit || $0 == point }), exponent.allSatisfy(\.isDigit)
        else { return nil }
        self.init(mantissa, decimal: point)
        let power = exponent.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        decimals += isNegative ? power : -power
    }

    /// The number in ten-thousandths, rounded half up; nil where it is more than a price may be, 2^53.
    var tenThousandths: Int64? {
        var value = digits
        for _ in 0..<max(0, 4 - decimals) {
            guard value <= 1 << 53 else { return nil }
            value *= 10
        }
        if decimals > 4 {
            for _ in 5..<decimals where value > 0 { value /= 10 }
            value = (value + 5) / 10
        }
        return value <= 1 << 53 ? Int64(value) : nil
    }

    /// The number as a double comes nearest.
    var value: Double {
        var divisor = 1.0
        for _ in 0..<abs(decimals) { divisor *= 10 }
        return decimals < 0 ? Double(digits) * divisor : Double(digits) / divisor
    }
}

extension UInt8 {
    /// Whether the byte is an ASCII digit.
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
}
