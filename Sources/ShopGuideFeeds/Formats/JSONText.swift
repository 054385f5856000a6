import Foundation

/// The texts of JSON.
enum JSONText {
    /// The meaning of an escape.
    enum Escape {
        /// A good one of so many bytes.
        case length(Int)
        case cutOff, unknown, halfCharacter, zero
    }

    /// Looks at the escape at a backslash.
    static func escape(_ bytes: UnsafePointer<UInt8>, at place: Int, end: Int) -> Escape {
        guard place + 1 < end else { return .cutOff }
        guard bytes[place + 1] == UInt8(ascii: "u") else {
            return simple(bytes[place + 1]) == nil ? .unknown : .length(2)
        }
        guard let unit = unit(bytes, at: place, end: end) else { return place + 6 > end ? .cutOff : .unknown }
        switch unit {
        case 0: return .zero
        case 0xDC00...0xDFFF: return .halfCharacter
        case 0xD800...0xDBFF:
            if place + 12 > end, end < place + 7 || bytes[place + 6] == UInt8(ascii: "\\") { return .cutOff }
            guard let low = self.unit(bytes, at: place + 6, end: end), 0xDC00...0xDFFF ~= low else {
                return .halfCharacter
            }
            return .length(12)
        default: return .length(6)
        }
    }

    /// Resolves the escapes of a text in which all are good.
    static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        guard let start = bytes.baseAddress else { return [] }
        var (text, place) = ([UInt8](), 0)
        text.reserveCapacity(bytes.count)
        while place < bytes.count {
            let byte = bytes[place]
            guard byte == UInt8(ascii: "\\"), place + 1 < bytes.count else {
                text.append(byte)
                place += 1
                continue
            }
            if let simple = simple(bytes[place + 1]) {
                text.append(simple)
                place += 2
                continue
            }
            var value = unit(start, at: place, end: bytes.count) ?? 0xFFFD
            place += 6
            if 0xD800...0xDBFF ~= value, let low = unit(start, at: place, end: bytes.count) {
                value = 0x10000 + (value - 0xD800) << 10 + (low &- 0xDC00) & 0x3FF
                place += 6
            }
            text += String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8
        }
        return text
    }

    /// Whether bytes are UTF-8.
    static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // Bytes that aren't UTF-8 come out repaired, and so as others.
        var text = String(decoding: bytes, as: UTF8.self)
        return text.withUTF8 { copy in
            guard copy.count == bytes.count, let one = copy.baseAddress, let other = bytes.baseAddress else {
                return copy.count == bytes.count
            }
            return memcmp(one, other, copy.count) == 0
        }
    }

    /// Returns the character that a letter after a backslash stands for.
    private static func simple(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        default: nil
        }
    }

    /// Returns the number of `\u` and four digits.
    private static func unit(_ bytes: UnsafePointer<UInt8>, at place: Int, end: Int) -> UInt32? {
        guard place + 6 <= end, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var value: UInt32 = 0
        for byte in UnsafeBufferPointer(start: bytes + place + 2, count: 4) {
            switch byte {
            case 48...57: value = value << 4 | UInt32(byte - 48)
            case 65...70, 97...102: value = value << 4 | UInt32((byte | 0x20) - 87)
            default: return nil
            }
        }
        return value
    }
}
