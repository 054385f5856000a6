/// A value that is passed to a statement, in PostgreSQL's binary form.
public enum PostgresValue: Sendable, Hashable {
    case null
    case text(String)
    case integer(Int64)
    case double(Double)
    case bytes([UInt8])
    case texts([String])
    case integers([Int64])

    /// Creates a text, or null.
    public init(_ text: String?) { self = text.map { .text($0) } ?? .null }

    /// Creates a number, or null.
    public init(_ number: Int64?) { self = number.map { .integer($0) } ?? .null }

    /// Creates a number, or null.
    public init(_ number: Double?) { self = number.map { .double($0) } ?? .null }
}

/// Values one after the other, each with its length before it, as COPY and statements take them.
struct ValueBuffer {
    var bytes: [UInt8] = []

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends a value's length, -1 for null, and its bytes.
    ///
    /// - Returns: The length.
    @discardableResult
    mutating func append(_ value: PostgresValue) -> Int32 {
        let start = bytes.count
        append(Int32(0))
        switch value {
        case .null: break
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .integer(let number): append(number)
        case .double(let number): append(number.bitPattern)
        case .bytes(let data): bytes.append(contentsOf: data)
        case .texts(let texts): appendArray(of: 25, texts.map { .text($0) })
        case .integers(let numbers): appendArray(of: 20, numbers.map { .integer($0) })
        }
        let length = value == .null ? -1 : Int32(bytes.count - start - 4)
        withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
        return length
    }

    /// Appends an array of one dimension: its dimensions, whether it has nulls, the type's number in PostgreSQL, the size, the first index.
    private mutating func appendArray(of type: Int32, _ values: [PostgresValue]) {
        for number in [1, 0, type, Int32(values.count), 1] { append(number) }
        for value in values { append(value) }
    }
}

/// The arguments of a statement as libpq takes them.
struct ArgumentBuffer {
    private var buffer = ValueBuffer()
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []

    init(_ values: [PostgresValue]) {
        for value in values {
            let start = buffer.bytes.count + 4
            let length = buffer.append(value)
            offsets.append(length < 0 ? nil : start)
            lengths.append(max(0, length))
        }
        // An empty text at the end needs an address too.
        buffer.bytes.append(0)
    }

    /// Passes the number of arguments, their addresses, lengths and formats, all binary, to `body`.
    func withPointers<Result>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        buffer.bytes.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = offsets.map { offset in offset.flatMap { start?.advanced(by: $0) } }
            let formats = [Int32](repeating: 1, count: lengths.count)
            return body(Int32(lengths.count), pointers, lengths, formats)
        }
    }
}
