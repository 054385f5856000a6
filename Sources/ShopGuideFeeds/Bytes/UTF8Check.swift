/// A check that bytes which come piece by piece are UTF-8.
struct UTF8Check {
    /// The line of the first byte that isn't, and the bytes around it.
    private(set) var problem: (line: Int, sample: [UInt8])?
    private var line = 1
    private var rest: [UInt8] = []
    /// The last bytes, for a sample that shows the text around.
    private var sample: [UInt8] = []

    private static let sampled = 1 << 16

    /// Looks at the next bytes.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard problem == nil else {
            if sample.count < Self.sampled { sample += bytes.prefix(Self.sampled - sample.count) }
            return
        }
        var checked = bytes
        if !rest.isEmpty {
            // At most three bytes of a character that was cut off: finish it by itself.
            var joined = rest
            while !checked.isEmpty, joined.count < 4, Self.length(joined[0]) > joined.count {
                joined.append(checked[0])
                checked = UnsafeRawBufferPointer(rebasing: checked[1...])
            }
            rest = []
            joined.withUnsafeBytes { if let place = Self.invalid($0) { found(place, in: $0) } }
            if Self.length(joined[0]) > joined.count { rest = joined }
        }
        guard problem == nil, rest.isEmpty else { return }
        let end = Self.complete(checked)
        let whole = UnsafeRawBufferPointer(rebasing: checked[..<end])
        if let place = Self.invalid(whole) {
            found(place, in: checked)
        } else {
            rest = Array(checked[end...])
            line += whole.count { $0 == 10 }
        }
    }

    /// Ends the text.
    mutating func finish() { if problem == nil, !rest.isEmpty { problem = (line, rest) } }

    /// The bytes around the first bad ones.
    var text: [UInt8] { sample }

    private mutating func found(_ place: Int, in bytes: UnsafeRawBufferPointer) {
        line += UnsafeRawBufferPointer(rebasing: bytes[..<place]).count { $0 == 10 }
        problem = (line, Array(bytes[place...].prefix(16)))
        sample = Array(bytes.prefix(Self.sampled))
    }

    /// The bytes of a character that begins with a byte.
    private static func length(_ first: UInt8) -> Int {
        first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    }

    /// The place up to which bytes are whole characters.
    private static func complete(_ bytes: UnsafeRawBufferPointer) -> Int {
        var back = 1
        while back <= 3, back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte >= 0xC0 { return length(byte) > back ? bytes.count - back : bytes.count }
            if byte < 0x80 { break }
            back += 1
        }
        return bytes.count
    }

    /// The place of the first bytes that aren't UTF-8 (RFC 3629).
    private static func invalid(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var place = 0
        while place < bytes.count {
            // Eight bytes of ASCII at a time.
            if place + 8 <= bytes.count,
                bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                place += 8
                continue
            }
            let first = bytes[place]
            if first < 0x80 {
                place += 1
                continue
            }
            let count = length(first)
            guard 0xC2...0xF4 ~= first, place + count <= bytes.count else { return place }
            for offset in 1..<count where bytes[place + offset] & 0xC0 != 0x80 { return place }
            let second = bytes[place + 1]
            switch first {
            case 0xE0 where second < 0xA0, 0xED where second > 0x9F, 0xF0 where second < 0x90, 0xF4 where second > 0x8F:
                return place
            default: place += count
            }
        }
        return nil
    }
}
