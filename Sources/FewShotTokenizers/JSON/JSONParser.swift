/// Reads JSON (RFC 8259) of bounded size and depth.
///
/// Foundation's reader makes dictionaries of objects, in which two tokens that are canonically equivalent become one.
struct JSONParser {
    /// A fault and the byte at which it was found.
    struct Fault: Error {
        let message: String
        let offset: Int
        var isSize = false
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0
    private var count = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Returns the value that the bytes of a file are.
    static func parse(_ bytes: [UInt8]) throws(Fault) -> JSONValue {
        let result = bytes.withUnsafeBufferPointer { (bytes) -> Result<JSONValue, Fault> in
            var parser = JSONParser(bytes)
            do throws(Fault) {
                let value = try parser.value(depth: 0)
                parser.skipBlanks()
                guard parser.place == bytes.count else { throw parser.fault("text after the end of the JSON") }
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private mutating func value(depth: Int) throws(Fault) -> JSONValue {
        count += 1
        guard count <= TokenizerLimits.values else {
            throw Fault(message: "more than \(TokenizerLimits.values) values", offset: place, isSize: true)
        }
        skipBlanks()
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
        case UInt8(ascii: "["): return .list(try elements(depth: depth + 1))
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"):
            try word("true")
            return .flag(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .flag(false)
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        default: return .number(try number())
        }
    }

    private mutating func members(depth: Int) throws(Fault) -> [JSONMember] {
        try enter(depth)
        var members: [JSONMember] = []
        guard try !close(UInt8(ascii: "}")) else { return members }
        repeat {
            skipBlanks()
            let name = try text()
            skipBlanks()
            guard try peek() == UInt8(ascii: ":") else { throw fault("no colon after a name") }
            place += 1
            members.append(JSONMember(name: name, value: try value(depth: depth)))
        } while try more(until: UInt8(ascii: "}"))
        return members
    }

    private mutating func elements(depth: Int) throws(Fault) -> [JSONValue] {
        try enter(depth)
        var elements: [JSONValue] = []
        guard try !close(UInt8(ascii: "]")) else { return elements }
        repeat { elements.append(try value(depth: depth)) } while try more(until: UInt8(ascii: "]"))
        return elements
    }

    private mutating func text() throws(Fault) -> String {
        guard try peek() == UInt8(ascii: "\"") else { throw fault("no text where one must be") }
        place += 1
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\") {
            guard bytes[place] >= 32 else { throw fault("a control character in a text") }
            place += 1
        }
        guard try peek() == UInt8(ascii: "\"") else { return try escapedText(from: start) }
        defer { place += 1 }
        return try checked(UnsafeBufferPointer(rebasing: bytes[start..<place]))
    }

    private mutating func escapedText(from start: Int) throws(Fault) -> String {
        var plain = Array(bytes[start..<place])
        while true {
            let byte = try peek()
            guard byte >= 32 else { throw fault("a control character in a text") }
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                return try plain.withUnsafeBufferPointer { (plain) throws(Fault) in try checked(plain) }
            case UInt8(ascii: "\\"): plain.append(contentsOf: UTF8.encode(try escape()).unsafelyUnwrapped)
            default: plain.append(byte)
            }
        }
    }

    private func checked(_ bytes: UnsafeBufferPointer<UInt8>) throws(Fault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw fault("a text that isn't valid UTF-8") }
        return text
    }

    private mutating func escape() throws(Fault) -> Unicode.Scalar {
        let byte = try peek()
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw fault("an unknown escape")
        }
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, try peek() == UInt8(ascii: "\\") else { throw fault("half of a character") }
        place += 1
        guard try peek() == UInt8(ascii: "u") else { throw fault("half of a character") }
        place += 1
        let second = try hexadecimal()
        guard 0xDC00...0xDFFF ~= second,
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw fault("half of a character") }
        return scalar
    }

    private mutating func hexadecimal() throws(Fault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(try peek())).hexDigitValue else {
                throw fault("an unknown escape")
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }

    private mutating func number() throws(Fault) -> Double {
        let start = place
        while place < bytes.count, isNumeric(bytes[place]) { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        guard place - start <= 64, let value = Double(text), value.isFinite else {
            place = start
            throw fault("not a JSON value")
        }
        return value
    }

    private func isNumeric(_ byte: UInt8) -> Bool {
        48...57 ~= byte || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
            || byte | 32 == UInt8(ascii: "e")
    }

    private mutating func word(_ word: StaticString) throws(Fault) {
        for offset in 0..<word.utf8CodeUnitCount {
            guard try peek() == word.utf8Start[offset] else { throw fault("not a JSON value") }
            place += 1
        }
    }

    private func enter(_ depth: Int) throws(Fault) {
        guard depth <= TokenizerLimits.depth else {
            throw Fault(message: "more than \(TokenizerLimits.depth) levels", offset: place, isSize: true)
        }
    }

    /// Goes over the opening mark; returns true, and goes over the closing one, where nothing is between them.
    private mutating func close(_ mark: UInt8) throws(Fault) -> Bool {
        place += 1
        skipBlanks()
        guard try peek() == mark else { return false }
        place += 1
        return true
    }

    /// Goes over a comma, and returns true, or over the closing mark.
    private mutating func more(until mark: UInt8) throws(Fault) -> Bool {
        skipBlanks()
        let byte = try peek()
        guard byte == UInt8(ascii: ",") || byte == mark else { throw fault("no comma between two values") }
        place += 1
        return byte != mark
    }

    private mutating func skipBlanks() {
        while place < bytes.count, bytes[place] == 32 || 9...10 ~= bytes[place] || bytes[place] == 13 { place += 1 }
    }

    private func peek() throws(Fault) -> UInt8 {
        guard place < bytes.count else { throw fault("the file ends in the middle") }
        return bytes[place]
    }

    private func fault(_ message: String) -> Fault { Fault(message: message, offset: place) }
}
