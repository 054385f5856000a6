/// Writes the values of a row one after the other: numbers in as few bytes as they need, texts with their lengths before them.
struct ByteRowWriter {
    private(set) var bytes: [UInt8] = []

    /// Begins another row.
    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    /// Writes a number, seven bits a byte.
    mutating func write(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Writes a count or an index.
    mutating func write(_ number: Int) { write(UInt64(number)) }

    /// Writes a text.
    mutating func write(_ text: String) {
        write(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes bytes.
    mutating func write(_ other: [UInt8]) {
        write(other.count)
        bytes += other
    }

    /// Writes a value that may be missing.
    mutating func write<Value>(_ value: Value?, _ body: (inout Self, Value) -> Void) {
        write(value == nil ? 0 : 1)
        if let value { body(&self, value) }
    }
}

/// Reads what ``ByteRowWriter`` writes; of bytes that it didn't write it reads something or nothing, never beyond their end.
struct ByteRowReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var place: Int
    /// Whether a value was cut off, or impossible.
    private(set) var isBroken = false

    /// Begins at a place.
    init(_ bytes: UnsafeRawBufferPointer, at place: Int = 0) { (self.bytes, self.place) = (bytes, place) }

    /// Reads a number.
    mutating func number() -> UInt64 {
        var (number, shift) = (UInt64(0), UInt64(0))
        while place < bytes.count, shift < 64 {
            let byte = bytes[place]
            place += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        isBroken = true
        return 0
    }

    /// Reads a count of things that take a byte at least, or an index.
    mutating func count() -> Int {
        let number = number()
        guard number <= UInt64(Int32.max) else {
            isBroken = true
            return 0
        }
        return Int(number)
    }

    /// Reads the bytes of a text.
    mutating func textBytes() -> UnsafeRawBufferPointer {
        let length = count()
        guard !isBroken, length <= bytes.count - place else {
            isBroken = true
            return UnsafeRawBufferPointer(rebasing: bytes[0..<0])
        }
        defer { place += length }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + length])
    }

    /// Reads a text.
    mutating func text() -> String { String(decoding: textBytes(), as: UTF8.self) }

    /// Reads a list of things.
    mutating func list<Value>(_ body: (inout Self) -> Value) -> [Value] {
        let length = count()
        var values: [Value] = []
        while values.count < length, !isBroken { values.append(body(&self)) }
        return values
    }

    /// Reads a value that may be missing.
    mutating func optional<Value>(_ body: (inout Self) -> Value) -> Value? { number() == 0 ? nil : body(&self) }
}
