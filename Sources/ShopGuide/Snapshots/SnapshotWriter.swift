/// Writes the parts of a snapshot one after the other: numbers in this machine's byte order, lists with their lengths before them.
package struct SnapshotWriter {
    private let write: (UnsafeRawBufferPointer) throws -> Void

    /// Creates a writer that passes bytes on.
    package init(_ write: @escaping (UnsafeRawBufferPointer) throws -> Void) { self.write = write }

    /// Writes a number.
    func write<Number: BitwiseCopyable>(_ number: Number) throws {
        try withUnsafeBytes(of: number) { try write($0) }
    }

    /// Writes a list of numbers.
    func write<Number: BitwiseCopyable>(_ numbers: [Number]) throws {
        try write(UInt64(numbers.count))
        try numbers.withUnsafeBytes { try write($0) }
    }

    /// Writes a list of texts: their lengths, and their bytes.
    func write(_ texts: [String]) throws {
        try write(texts.map { UInt32($0.utf8.count) })
        try write(texts.flatMap { Array($0.utf8) })
    }

    /// Writes the number of parts that follow.
    func write(countOf count: Int) throws { try write(UInt64(count)) }
}

/// A snapshot that isn't what a writer wrote.
package struct SnapshotError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason.
    package let description: String

    /// Creates an error.
    package init(_ reason: String) { description = reason }
}

/// Reads what ``SnapshotWriter`` writes, and believes nothing: no list is longer than the bytes that are left.
package struct SnapshotReader {
    private let read: (UnsafeMutableRawBufferPointer) throws -> Void
    /// The bytes that are left.
    package private(set) var remaining: Int

    /// Creates a reader of a number of bytes.
    ///
    /// - Parameters:
    ///   - count: The number of bytes.
    ///   - read: Fills a buffer with the next ones, or throws.
    package init(_ count: Int, _ read: @escaping (UnsafeMutableRawBufferPointer) throws -> Void) {
        (remaining, self.read) = (count, read)
    }

    private mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws {
        guard buffer.count <= remaining else { throw SnapshotError("it ends too early") }
        if !buffer.isEmpty { try read(buffer) }
        remaining -= buffer.count
    }

    /// Reads a number.
    mutating func number<Number: BitwiseCopyable & ExpressibleByIntegerLiteral>(
        _ type: Number.Type = Number.self
    ) throws -> Number {
        var number: Number = 0
        try withUnsafeMutableBytes(of: &number) { try fill($0) }
        return number
    }

    /// Reads a count of things that take some bytes each.
    mutating func count(of bytes: Int = 1) throws -> Int {
        let count = try number(UInt64.self)
        guard count <= UInt64(remaining / bytes) else { throw SnapshotError("a list is longer than the file") }
        return Int(count)
    }

    /// Reads a list of numbers.
    mutating func numbers<Number: BitwiseCopyable>(_ type: Number.Type = Number.self) throws -> [Number] {
        let count = try count(of: MemoryLayout<Number>.stride)
        return try [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
            try fill(UnsafeMutableRawBufferPointer(buffer))
            initialized = count
        }
    }

    /// Reads a list of numbers whose length is known.
    mutating func numbers<Number: BitwiseCopyable>(
        _ type: Number.Type = Number.self, count: Int
    ) throws -> [Number] {
        let numbers = try numbers(type)
        guard numbers.count == count else { throw SnapshotError("a list has \(numbers.count) numbers, not \(count)") }
        return numbers
    }

    /// Reads a list of texts.
    mutating func texts() throws -> [String] {
        let lengths = try numbers(UInt32.self)
        let bytes = try numbers(UInt8.self)
        var (texts, start) = ([String](), 0)
        texts.reserveCapacity(lengths.count)
        for length in lengths {
            guard Int(length) <= bytes.count - start else { throw SnapshotError("a text is cut off") }
            texts.append(String(decoding: bytes[start..<start + Int(length)], as: UTF8.self))
            start += Int(length)
        }
        return texts
    }
}
