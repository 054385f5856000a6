/// Finds the list of rows in the object that a file is, over any number of bytes.
struct JSONOutline {
    private let window: JSONWindow
    /// The bytes after the window's start that were looked at.
    private var ahead = 0
    /// Whether the object is too large to be a row itself, and its beginning gone.
    private(set) var isLost = false
    /// The names that were seen in the current object, for a message.
    private(set) var names: [String] = []
    private var isInside = false

    init(_ window: JSONWindow) { self.window = window }

    /// Goes on to the next list of objects among the members of the object, and into it.
    ///
    /// - Returns: Its name; nil at the object's end.
    mutating func nextList() throws -> String? {
        while let name = try nextMember() {
            guard try byte() == UInt8(ascii: "[") else {
                try skipValue()
                continue
            }
            ahead += 1
            if try byte() == UInt8(ascii: "{") {
                advance()
                return name
            }
            try skip(JSONMatcher(.value, open: [UInt8(ascii: "[")]))
        }
        return nil
    }

    /// Goes to where ``nextList()`` found the object's end.
    mutating func finish() { advance() }

    /// Goes into the list at a path.
    ///
    /// - Returns: nil, or what is wrong with the path.
    mutating func find(_ path: [String]) throws -> String? {
        for (level, wanted) in path.enumerated() {
            let place = path[...level].joined(separator: ".")
            guard try byte() == UInt8(ascii: "{") else {
                return "\"\(path[..<level].joined(separator: "."))\" is no object, so there is no \"\(place)\""
            }
            (isInside, names) = (false, [])
            var name: String?
            repeat {
                if name != nil { try skipValue() }
                name = try nextMember()
            } while name != nil && name != wanted
            guard name != nil else {
                return "there is no \"\(place)\""
                    + (names.isEmpty ? "" : "; there is \(names.prefix(20).joined(separator: ", "))")
            }
        }
        guard try byte() == UInt8(ascii: "[") else { return "\"\(path.joined(separator: "."))\" is no list" }
        ahead += 1
        advance()
        return nil
    }

    /// Goes to the end of the objects that the list is in.
    mutating func skipObjects(_ count: Int) throws {
        try skip(JSONMatcher(.value, open: Array(repeating: UInt8(ascii: "{"), count: count)))
        advance()
    }

    // MARK: - Members

    /// Goes to the value of the next member; returns its name, nil at the object's end.
    private mutating func nextMember() throws -> String? {
        let byte = try byte()
        guard !isInside || byte != UInt8(ascii: "}") else { return end() }
        guard byte == (isInside ? UInt8(ascii: ",") : UInt8(ascii: "{")) else { throw malformed }
        ahead += 1
        let next = try self.byte()
        if !isInside, next == UInt8(ascii: "}") { return end() }
        isInside = true
        let name = try text()
        guard try self.byte() == UInt8(ascii: ":") else { throw malformed }
        ahead += 1
        if names.count < 20 { names.append(name) }
        return name
    }

    private mutating func end() -> String? {
        ahead += 1
        return nil
    }

    private mutating func skipValue() throws {
        switch try byte() {
        case UInt8(ascii: "{"), UInt8(ascii: "["): try skip(JSONMatcher(.value))
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"): throw malformed
        default:
            while let byte = try peek(), ![44, 93, 125].contains(byte), !JSONScanner.isBlank(byte) { ahead += 1 }
        }
    }

    private mutating func skip(_ matcher: JSONMatcher) throws {
        var matcher = matcher
        while true {
            guard try peek() != nil else { throw JSONProblem.incomplete }
            switch matcher.match(window.bytes, from: window.start + ahead, to: window.end) {
            case .end(let place):
                ahead = place - window.start
                return
            case .more: ahead = window.count
            case .tooDeep: throw malformed
            }
        }
    }

    /// Reads a text, of which only the beginning is kept.
    private mutating func text() throws -> String {
        guard try peek() == UInt8(ascii: "\"") else { throw malformed }
        ahead += 1
        var (text, isEscaped) = ([UInt8](), false)
        while let byte = try peek() {
            ahead += 1
            if byte == UInt8(ascii: "\""), !isEscaped {
                return String(decoding: text.withUnsafeBufferPointer(JSONText.unescaped), as: UTF8.self)
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            if text.count < JSONNames.nameBytes { text.append(byte) }
        }
        throw JSONProblem.incomplete
    }

    // MARK: - Bytes

    private var malformed: JSONProblem { .malformed(place: window.start + ahead) }

    private mutating func byte() throws -> UInt8 {
        while let byte = try peek() {
            guard JSONScanner.isBlank(byte) else { return byte }
            ahead += 1
        }
        throw JSONProblem.incomplete
    }

    private mutating func peek() throws -> UInt8? {
        while window.start + ahead >= window.end {
            guard !window.isLast else { return nil }
            if window.count >= window.limit {
                isLost = true
                advance()
            }
            try window.fill()
        }
        return window.bytes[window.start + ahead]
    }

    private mutating func advance() {
        window.advance(to: window.start + ahead)
        ahead = 0
    }
}
