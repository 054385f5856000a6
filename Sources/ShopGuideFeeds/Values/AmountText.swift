/// A cell with an amount, taken apart: the number, and what stands before and after it.
struct AmountText {
    let number: Slice<UnsafeBufferPointer<UInt8>>
    private let before: String
    private let after: String

    /// Takes bytes apart that are as ``withPlainBytes(_:_:)`` makes them; nil where there is no digit.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard var first = bytes.firstIndex(where: \.isDigit), let last = bytes.lastIndex(where: \.isDigit) else {
            return nil
        }
        // `.50` and `$.50`; but the point of `Rs.50` belongs to the word.
        if first > 0, bytes[first - 1] == UInt8(ascii: ".") || bytes[first - 1] == UInt8(ascii: ","),
            first == 1 || bytes[first - 2] == UInt8(ascii: " ") || bytes[first - 2] == UInt8(ascii: "$")
        {
            first -= 1
        }
        number = bytes[first...last]
        before = Self.text(bytes[..<first])
        after = Self.withoutEnd(Self.text(bytes[(last + 1)...]))
    }

    /// The currencies that the words around the number may mean, none where there are none; nil where a word isn't a currency's.
    var currencies: [String]? {
        switch (before.isEmpty, after.isEmpty) {
        case (true, true): return []
        case (false, true): return Currencies.candidates(before)
        case (true, false): return Currencies.candidates(after)
        case (false, false):
            // `$10 USD`
            guard let first = Currencies.candidates(before), let second = Currencies.candidates(after) else {
                return nil
            }
            let both = second.filter(first.contains)
            return both.isEmpty ? nil : both
        }
    }

    private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        bytes.isEmpty ? "" : String(decoding: UnsafeBufferPointer(rebasing: bytes).trimmed, as: UTF8.self)
    }

    /// Drops what stands for no decimals (`12,-`, `12.--`, `12:-`, `500/-`, `12.`) and the star of a footnote.
    private static func withoutEnd(_ text: String) -> String {
        var text = Substring(text)
        if text.last == "*" { text = text.dropLast() }
        if let first = text.first, ".,:/".contains(first) {
            let rest = text.dropFirst()
            let dashes = rest.prefix { $0 == "-" }.count
            if 1...2 ~= dashes || first == "." && rest.allSatisfy({ $0 == " " }) { text = rest.dropFirst(dashes) }
        }
        return String(text.drop { $0 == " " })
    }

    /// Passes bytes on with blanks, apostrophes, dashes and digits of all scripts in their ASCII form.
    static func withPlainBytes<Result>(
        _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        guard bytes.contains(where: { $0 >= 128 || $0 < 32 }) else { return body(bytes) }
        var plain = [UInt8]()
        plain.reserveCapacity(bytes.count)
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            plain.append(contentsOf: String(asciiForm(scalar)).utf8)
        }
        return plain.withUnsafeBufferPointer { body($0.trimmed) }
    }

    private static func asciiForm(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0...0x20, 0xA0, 0x2000...0x200B, 0x202F, 0x205F, 0x3000, 0xFEFF: " "
        case 0x2010...0x2015, 0x2212: "-"
        case 0xB4, 0x2018, 0x2019, 0x02BC: "'"
        // Full-width forms, and the digits of Arabic and Persian.
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x660...0x669: Unicode.Scalar(scalar.value - 0x660 + 0x30) ?? scalar
        case 0x6F0...0x6F9: Unicode.Scalar(scalar.value - 0x6F0 + 0x30) ?? scalar
        default: scalar
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The bytes without the blanks and control characters around them.
    var trimmed: UnsafeBufferPointer<UInt8> {
        guard let first = firstIndex(where: { $0 > 32 }), let last = lastIndex(where: { $0 > 32 }) else {
            return UnsafeBufferPointer(rebasing: self[..<0])
        }
        return UnsafeBufferPointer(rebasing: self[first...last])
    }
}
