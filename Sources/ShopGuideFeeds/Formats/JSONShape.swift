/// The shape of JSON: whether it has a row on each line, or rows as the items of one value.
enum JSONShape {
    /// Looks at the object that a file begins with.
    ///
    /// - Returns: Whether the file has an object on each line, or one after the other on a line.
    static func isLines(_ window: JSONWindow, fileName: String) throws -> Bool {
        let isNamedLines = TableFormat(fileName: fileName) == .jsonl
        var (ahead, open, isText, isEscaped) = (0, [UInt8](), false, false)
        var (last, isAfterNewline): (UInt8, Bool) = (0, false)
        while true {
            guard window.start + ahead < window.end else {
                guard !window.isLast, window.count < window.limit else { return isNamedLines }
                try window.grow()
                continue
            }
            let byte = window.bytes[window.start + ahead]
            ahead += 1
            if byte == 10 {
                // A text goes on after an end of line in no JSON.
                if isText { return true }
                isAfterNewline = true
            }
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            guard !JSONScanner.isBlank(byte) else { continue }
            // After the first object there is another, nothing, or something that can't be: a matter of its line.
            guard !open.isEmpty || last == 0 else { return true }
            if isAfterNewline {
                // An object that goes on in the next line has no object there without a name; a list has.
                return byte == UInt8(ascii: "{") && open.last == byte && last != UInt8(ascii: ":")
            }
            last = byte
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard open.count < 1024 else { return isNamedLines }
                open.append(byte)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
            default: break
            }
        }
    }
}
