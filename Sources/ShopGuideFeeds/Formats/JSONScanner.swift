/// Checks the JSON of one row at a time (RFC 8259), and notes where its values are; they aren't read.
///
/// Objects in a row become columns of their own: `{"price": {"amount": 5}}` has the column `price.amount`.
struct JSONScanner {
    private(set) var names: JSONNames
    /// The values by column; those of an earlier row are none of the current one.
    private(set) var spans: [JSONSpan] = []
    /// The number of the current row.
    private(set) var row = 0
    private let limits: TableLimits
    private var bytes: UnsafePointer<UInt8>
    private var place = 0
    private var end = 0
    /// The entry of the member that is being scanned; -1 in its name.
    private var entry = -1

    /// The levels of objects that become columns, and those of objects and lists that may be in each other.
    private static let (columnDepth, depth) = (8, 64)

    init(limits: TableLimits) {
        self.limits = limits
        names = JSONNames(limit: limits.columns)
        bytes = UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 10 || byte == 13 || byte == 9 }

    /// Scans the object at `start`; returns the place after it.
    mutating func scan(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) throws(JSONProblem) -> Int {
        (self.bytes, place, self.end, entry) = (bytes, start, end, -1)
        row += 1
        guard start < end, bytes[start] == UInt8(ascii: "{") else { throw .reason("not a JSON object") }
        try object(0, level: 0)
        let span = UnsafeBufferPointer(start: bytes + start, count: place - start)
        guard span.allSatisfy({ $0 < 128 }) || JSONText.isUTF8(span) else { throw .reason("not valid UTF-8") }
        return place
    }

    // MARK: - The row

    private mutating func object(_ object: Int, level: Int) throws(JSONProblem) {
        place += 1
        guard try byte() != UInt8(ascii: "}") else {
            place += 1
            return
        }
        var expected = names.first(in: object)
        while true {
            entry = -1
            let key = try string()
            try colon()
            let entry = try self.entry(key, in: object, expected: expected)
            expected = names.next(after: entry)
            self.entry = entry
            if bytes[place] == UInt8(ascii: "{"), level + 1 < Self.columnDepth {
                try self.object(names.object(of: entry), level: level + 1)
            } else {
                try member(entry, level: level + 1)
            }
            guard try more(until: UInt8(ascii: "}")) else { return }
        }
    }

    private mutating func entry(_ key: JSONSpan, in object: Int, expected: Int) throws(JSONProblem) -> Int {
        let raw = UnsafeBufferPointer(start: bytes + key.start, count: key.end - key.start)
        guard key.kind == .escapedText else { return try names.entry(raw, in: object, expected: expected, row: row) }
        let text = JSONText.unescaped(raw)
        return try text.withUnsafeBufferPointer { (key) throws(JSONProblem) in
            try names.entry(key, in: object, expected: expected, row: row)
        }
    }

    private mutating func member(_ entry: Int, level: Int) throws(JSONProblem) {
        let span = try value(depth: level)
        let column = try names.column(of: entry)
        while spans.count <= column { spans.append(JSONSpan()) }
        guard spans[column].row != row else { throw .reason("\"\(names.name(of: entry))\" is there twice") }
        if span.kind == .text || span.kind == .escapedText, span.end - span.start > limits.fieldBytes {
            let raw = UnsafeBufferPointer(start: bytes + span.start, count: span.end - span.start)
            guard span.kind == .escapedText, JSONText.unescaped(raw).count <= limits.fieldBytes else {
                throw .reason("\"\(names.name(of: entry))\" is longer than \(limits.fieldBytes) bytes")
            }
        }
        spans[column] = span
    }

    // MARK: - Values

    /// Scans a value, whatever it is.
    private mutating func value(depth: Int) throws(JSONProblem) -> JSONSpan {
        let start = place
        let kind: JSONSpan.Kind
        switch try byte() {
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "["): kind = try list(depth: depth)
        case UInt8(ascii: "{"):
            try skipObject(depth: depth)
            kind = .json
        case UInt8(ascii: "t"): kind = try word("true", .yes)
        case UInt8(ascii: "f"): kind = try word("false", .no)
        case UInt8(ascii: "n"): kind = try word("null", .empty)
        default: kind = try number()
        }
        return JSONSpan(row: row, kind: kind, start: start, end: place)
    }

    private mutating func list(depth: Int) throws(JSONProblem) -> JSONSpan.Kind {
        try enter(depth)
        guard try byte() != UInt8(ascii: "]") else {
            place += 1
            return .empty
        }
        var isTexts = true
        repeat {
            if try byte() != UInt8(ascii: "\"") { isTexts = false }
            _ = try value(depth: depth + 1)
        } while try more(until: UInt8(ascii: "]"))
        return isTexts ? .texts : .json
    }

    private mutating func skipObject(depth: Int) throws(JSONProblem) {
        try enter(depth)
        guard try byte() != UInt8(ascii: "}") else {
            place += 1
            return
        }
        repeat {
            _ = try string()
            try colon()
            _ = try value(depth: depth + 1)
        } while try more(until: UInt8(ascii: "}"))
    }

    private mutating func enter(_ depth: Int) throws(JSONProblem) {
        guard depth < Self.depth else { throw .reason("lists or objects more than \(Self.depth) deep in each other") }
        place += 1
    }

    private mutating func word(_ word: StaticString, _ kind: JSONSpan.Kind) throws(JSONProblem) -> JSONSpan.Kind {
        for offset in 0..<word.utf8CodeUnitCount {
            guard place < end else { throw .incomplete }
            guard bytes[place] == word.utf8Start[offset] else { throw .malformed(place: place) }
            place += 1
        }
        return kind
    }

    private mutating func number() throws(JSONProblem) -> JSONSpan.Kind {
        var kind = JSONSpan.Kind.integer
        if bytes[place] == UInt8(ascii: "-") { place += 1 }
        let first = place
        try digits()
        if bytes[first] == UInt8(ascii: "0"), place > first + 1 { throw .malformed(place: first + 1) }
        if place < end, bytes[place] == UInt8(ascii: ".") {
            kind = .number
            place += 1
            try digits()
        }
        if place < end, bytes[place] | 0x20 == UInt8(ascii: "e") {
            kind = .number
            place += 1
            if place < end, bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-") { place += 1 }
            try digits()
        }
        return kind
    }

    private mutating func digits() throws(JSONProblem) {
        guard place < end else { throw .incomplete }
        guard 48...57 ~= bytes[place] else { throw .malformed(place: place) }
        while place < end, 48...57 ~= bytes[place] { place += 1 }
    }

    /// Scans a text from its quote on; the span is what is between the quotes.
    private mutating func string() throws(JSONProblem) -> JSONSpan {
        guard place < end, bytes[place] == UInt8(ascii: "\"") else { throw .malformed(place: place) }
        place += 1
        let start = place
        var kind = JSONSpan.Kind.text
        while place < end {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                place += 1
                return JSONSpan(row: row, kind: place == start + 1 ? .empty : kind, start: start, end: place - 1)
            }
            guard byte >= 32 else { throw .reason("\(subject) has a control character that isn't escaped") }
            if byte == UInt8(ascii: "\\") {
                kind = .escapedText
                switch JSONText.escape(bytes, at: place, end: end) {
                case .length(let length): place += length
                case .cutOff: throw .incomplete
                case .unknown: throw .reason("\(subject) has an unknown escape")
                case .halfCharacter: throw .reason("\(subject) isn't valid Unicode")
                case .zero: throw .reason("a text has a zero byte")
                }
            } else {
                place += 1
            }
        }
        throw .incomplete
    }

    private var subject: String { entry < 0 ? "a member's name" : "\"\(names.name(of: entry))\"" }

    // MARK: - Marks

    /// Returns the next byte that is no blank.
    private mutating func byte() throws(JSONProblem) -> UInt8 {
        while place < end, Self.isBlank(bytes[place]) { place += 1 }
        guard place < end else { throw .incomplete }
        return bytes[place]
    }

    private mutating func colon() throws(JSONProblem) {
        guard try byte() == UInt8(ascii: ":") else { throw .malformed(place: place) }
        place += 1
        _ = try byte()
    }

    /// Goes over a comma, and returns true, or over the end of an object or list.
    private mutating func more(until close: UInt8) throws(JSONProblem) -> Bool {
        let byte = try byte()
        guard byte == UInt8(ascii: ",") || byte == close else { throw .malformed(place: place) }
        place += 1
        guard byte != close else { return false }
        _ = try self.byte()
        return true
    }
}
