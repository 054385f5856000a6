/// Lists in one cell whose separators a backslash may take their meaning.
package enum EscapedText {
    /// Returns the parts of a text between separators, without blanks around them and empty ones.
    package static func parts(_ text: some StringProtocol, separator: Character, most: Int = 1024) -> [String] {
        guard let sign = separator.asciiValue else { return [] }
        var (parts, part, isEscaped) = ([String](), [UInt8](), false)
        func take() {
            let text = part.withUnsafeBufferPointer { String(decoding: $0.trimmed, as: UTF8.self) }
            if !text.isEmpty, parts.count < most { parts.append(text) }
            part.removeAll(keepingCapacity: true)
        }
        for byte in text.utf8 {
            if byte == sign, !isEscaped {
                take()
                continue
            }
            // A backslash before anything else than the separator stays.
            if byte == sign { part.removeLast() }
            part.append(byte)
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        take()
        return parts
    }

    /// Returns the deepest of several paths, the first among equally deep ones.
    package static func deepest(_ text: String, paths: Character = ",", steps: Character) -> [String] {
        var deepest = [String]()
        for path in parts(text, separator: paths) {
            let names = parts(path, separator: steps)
            if names.count > deepest.count { deepest = names }
        }
        return deepest
    }
}
