/// The separators of names in the text of a category, and the pieces between them.
enum CategorySeparators {
    /// A set of separators.
    struct Kinds: OptionSet {
        let rawValue: Int
        /// `>`, `->`, `>>`, `›`, `»`, `→`, `＞`.
        static let arrow = Kinds(rawValue: 1)
        /// `/`.
        static let slash = Kinds(rawValue: 2)
        /// `|`.
        static let bar = Kinds(rawValue: 4)
        /// `,` and its wide forms.
        static let comma = Kinds(rawValue: 8)
        /// `;` and its wide form.
        static let semicolon = Kinds(rawValue: 16)
    }

    /// A separator's place.
    struct Match {
        let range: Range<Int>
        let kind: Kinds
    }

    /// Finds all separators, from left to right.
    static func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [Match] {
        var found = [Match]()
        var index = 0
        while index < bytes.count {
            guard let (kind, length) = separator(bytes, index) else {
                index += 1
                continue
            }
            // The dash of `->` is no part of the name before.
            var start = index
            if kind == .arrow, start > 0, bytes[start - 1] == UInt8(ascii: "-") || bytes[start - 1] == UInt8(ascii: "=")
            {
                start -= 1
            }
            found.append(Match(range: start..<index + length, kind: kind))
            index += length
        }
        return found
    }

    private static func separator(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> (Kinds, Int)? {
        switch bytes[index] {
        case UInt8(ascii: ">"): return (.arrow, 1)
        case UInt8(ascii: "/"): return (.slash, 1)
        case UInt8(ascii: "|"): return (.bar, 1)
        case UInt8(ascii: ","): return (.comma, 1)
        case UInt8(ascii: ";"): return (.semicolon, 1)
        case 0xC2:  // », but for those that end a quotation
            guard index + 1 < bytes.count, bytes[index + 1] == 0xBB, !hasOpening(bytes, before: index) else {
                return nil
            }
            return (.arrow, 2)
        case 0xE2, 0xE3, 0xEF:
            guard index + 2 < bytes.count else { return nil }
            switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
            case (0xE2, 0x80, 0xBA), (0xE2, 0x86, 0x92), (0xEF, 0xBC, 0x9E): return (.arrow, 3)
            case (0xEF, 0xBC, 0x8F): return (.slash, 3)
            case (0xEF, 0xBD, 0x9C): return (.bar, 3)
            case (0xEF, 0xBC, 0x8C), (0xE3, 0x80, 0x81): return (.comma, 3)
            case (0xEF, 0xBC, 0x9B): return (.semicolon, 3)
            default: return nil
            }
        default: return nil
        }
    }

    /// Returns whether a `«` stands within the 64 bytes before a place.
    private static func hasOpening(_ bytes: UnsafeBufferPointer<UInt8>, before index: Int) -> Bool {
        let start = max(0, index - 64)
        return (start..<index).contains { bytes[$0] == 0xC2 && bytes[$0 + 1] == 0xAB }
    }

    /// Returns the text of some bytes without the blanks around it.
    static func name(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end {
            if bytes[start] <= 32 {
                start += 1
            } else if start + 1 < end, bytes[start] == 0xC2, bytes[start + 1] == 0xA0 {
                start += 2
            } else {
                break
            }
        }
        while start < end {
            if bytes[end - 1] <= 32 {
                end -= 1
            } else if end - 2 >= start, bytes[end - 2] == 0xC2, bytes[end - 1] == 0xA0 {
                end -= 2
            } else {
                break
            }
        }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
