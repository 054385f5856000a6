/// The sign before the decimals.
package enum DecimalSign: String, Hashable, Codable, Sendable {
    case point, comma

    /// The other sign, which then separates thousands.
    var other: DecimalSign { self == .point ? .comma : .point }
}

/// A number as people write it: `1,234.50`, `1.234,50`, `1 250`, `1'250.00`, `1,39,900`.
///
/// Blanks and apostrophes only ever separate thousands. A point and a comma beside each other tell each other apart, and so does a
/// sign that stands twice, or not before three digits. What remains, one to three digits, a sign and three digits, could be either.
enum WrittenNumber: Hashable {
    /// A number that can be read in one way only; `sign` is nil where it says nothing about the sign before decimals.
    case certain(DecimalNumber, sign: DecimalSign?)
    /// A number such as `1,234`, with the sign that stands in it, as thousands and as decimals.
    case ambiguous(DecimalSign, grouped: DecimalNumber, decimal: DecimalNumber)

    /// Reads bytes that begin with a digit, a point or a comma, end with a digit, and have blanks and apostrophes in their ASCII form.
    init?(_ text: Slice<UnsafeBufferPointer<UInt8>>) {
        var (points, commas, others) = (0, 0, 0)
        var last: Int?
        var group: UInt8?
        for index in text.indices where !text[index].isDigit {
            switch text[index] {
            case UInt8(ascii: "."): (points, last) = (points + 1, index)
            case UInt8(ascii: ","): (commas, last) = (commas + 1, index)
            case UInt8(ascii: " "), UInt8(ascii: "'"):
                guard group == nil || group == text[index] else { return nil }
                (group, others) = (text[index], others + 1)
            default: return nil
            }
        }
        guard let last else {
            self.init(text, group: group, decimal: nil, sign: nil)
            return
        }
        let sign: DecimalSign = text[last] == UInt8(ascii: ".") ? .point : .comma
        if points > 0, commas > 0 {
            guard group == nil, (sign == .point ? points : commas) == 1 else { return nil }
            let group = sign == .point ? UInt8(ascii: ",") : UInt8(ascii: ".")
            self.init(text, group: group, decimal: last, sign: sign)
        } else if points + commas > 1 {
            guard group == nil else { return nil }
            self.init(text, group: text[last], decimal: nil, sign: sign.other)
        } else if group == nil, text.endIndex - last == 4, 1...3 ~= last - text.startIndex,
            text[text.startIndex] != UInt8(ascii: "0"), let grouped = DecimalNumber(text, decimal: nil),
            let decimal = DecimalNumber(text, decimal: last)
        {
            self = .ambiguous(sign, grouped: grouped, decimal: decimal)
        } else {
            self.init(text, group: group, decimal: last, sign: sign)
        }
    }

    /// Creates a certain number, where its thousands are grouped as they should be and no group is among the decimals.
    private init?(
        _ text: Slice<UnsafeBufferPointer<UInt8>>, group: UInt8?, decimal: Int?, sign: DecimalSign?
    ) {
        let end = decimal ?? text.endIndex
        if let group, !Self.isGrouped(text[..<end], by: group) { return nil }
        if let decimal, !text[(decimal + 1)...].allSatisfy(\.isDigit) { return nil }
        guard let number = DecimalNumber(text, decimal: decimal) else { return nil }
        self = .certain(number, sign: sign)
    }

    /// Returns whether all groups but the first have three digits, or, as in India, two but for the last.
    private static func isGrouped(_ text: Slice<UnsafeBufferPointer<UInt8>>, by sign: UInt8) -> Bool {
        var (length, groups, inner) = (0, 0, 0)
        for byte in text {
            guard byte == sign else {
                length += 1
                continue
            }
            if groups == 0 {
                guard 1...3 ~= length else { return false }
                inner = length
            } else {
                guard length == 3 || length == 2 && sign == UInt8(ascii: ",") && inner < 3 else { return false }
                guard groups == 1 || length == inner else { return false }
                inner = length
            }
            (length, groups) = (0, groups + 1)
        }
        return length == 3 && groups > 0
    }
}
