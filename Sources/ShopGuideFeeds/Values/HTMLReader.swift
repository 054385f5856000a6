/// A reader of the text of HTML; it goes over the bytes once, but for searches that fail, each of which is done once.
struct HTMLReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0
    private var output: [UInt8] = []
    /// Whether a tag was found.
    private(set) var hasTags = false
    private var searchesForQuotes = true
    private var lacksTagEnds = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        output.reserveCapacity(bytes.count)
    }

    /// Reads all; returns UTF-8.
    mutating func text() -> [UInt8] {
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "<"): if !skipMarkup() { take() }
            case UInt8(ascii: "&"): if !readReference() { take() }
            default: take()
            }
        }
        collapseBlanks()
        return output
    }

    private mutating func take() {
        output.append(bytes[place])
        place += 1
    }

    // MARK: - Tags

    /// Skips a tag or a comment; returns false where the `<` is a sign of the text.
    private mutating func skipMarkup() -> Bool {
        guard place + 1 < bytes.count else { return false }
        if bytes[place + 1] == UInt8(ascii: "!") || bytes[place + 1] == UInt8(ascii: "?") { return skipDeclaration() }
        let isEnd = bytes[place + 1] == UInt8(ascii: "/")
        let start = place + (isEnd ? 2 : 1)
        var end = start
        while end < bytes.count, end - start <= 32, bytes[end].isNameByte { end += 1 }
        guard end > start, end < bytes.count, bytes[start].isLetter else { return false }
        guard bytes[end] <= 32 || bytes[end] == UInt8(ascii: "/") || bytes[end] == UInt8(ascii: ">") else {
            return false
        }
        let name = String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
        guard let kind = HTMLTag(name), let next = tagEnd(from: end) else { return false }
        place = next
        hasTags = true
        switch kind {
        case .block: output.append(UInt8(ascii: " "))
        case .inline: break
        case .unseen: if !isEnd { skipContent(of: name) }
        }
        return true
    }

    /// Finds the place after the `>` of a tag, which may have others in quoted attributes.
    private mutating func tagEnd(from start: Int) -> Int? {
        guard !lacksTagEnds else { return nil }
        if searchesForQuotes {
            var index = start
            while index < bytes.count {
                let byte = bytes[index]
                if byte == UInt8(ascii: ">") { return index + 1 }
                let isQuote = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
                if isQuote, bytes[index - 1] == UInt8(ascii: "=") || bytes[index - 1] <= 32 {
                    guard let other = bytes[(index + 1)...].firstIndex(of: byte) else { break }
                    index = other
                }
                index += 1
            }
            // Something here is quoted and not ended: from now on quotes mean nothing.
            searchesForQuotes = false
        }
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else {
            lacksTagEnds = true
            return nil
        }
        return end + 1
    }

    /// Skips `<!-- … -->`, `<!DOCTYPE …>`, `<?xml …>`; what isn't ended goes on to the end.
    private mutating func skipDeclaration() -> Bool {
        let isComment = bytes[place...].starts(with: "<!--".utf8)
        guard
            isComment || place + 2 < bytes.count && (bytes[place + 2].isLetter || bytes[place + 2] == UInt8(ascii: "["))
        else { return false }
        hasTags = true
        place = isComment ? end(of: "-->", from: place + 4) : end(of: ">", from: place)
        return true
    }

    /// Skips what is between a script's tags.
    private mutating func skipContent(of name: String) {
        place = end(of: "</\(name)", from: place)
        place = end(of: ">", from: place)
    }

    /// Returns the place after a text in lower case, or the end.
    private func end(of text: String, from start: Int) -> Int {
        let text = Array(text.utf8)
        var index = start
        while index + text.count <= bytes.count {
            if zip(bytes[index...], text).allSatisfy({ $0 == $1 || $0.isLetter && $0 | 32 == $1 }) {
                return index + text.count
            }
            index += 1
        }
        return bytes.count
    }

    // MARK: - References

    /// Reads `&eacute;`, `&#233;` or `&#xE9;`; returns false where it is none that is known.
    private mutating func readReference() -> Bool {
        let start = place + 1
        var end = start
        while end < bytes.count, end - start < 32, bytes[end].isNameByte || bytes[end] == UInt8(ascii: "#") { end += 1 }
        guard end > start, end < bytes.count, bytes[end] == UInt8(ascii: ";"),
            let scalar = Self.character(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        else { return false }
        output.append(contentsOf: String(Character(scalar)).utf8)
        place = end + 1
        return true
    }

    private static func character(_ reference: UnsafeBufferPointer<UInt8>) -> Unicode.Scalar? {
        guard reference[0] == UInt8(ascii: "#") else {
            guard reference.allSatisfy({ $0.isLetter || $0.isDigit }) else { return nil }
            return CharacterNames.character(String(decoding: reference, as: UTF8.self))
        }
        let isHexadecimal = reference.count > 1 && reference[1] | 32 == UInt8(ascii: "x")
        let digits = String(decoding: reference.dropFirst(isHexadecimal ? 2 : 1), as: UTF8.self)
        guard digits.utf8.first != UInt8(ascii: "+"), let number = UInt32(digits, radix: isHexadecimal ? 16 : 10) else {
            return nil
        }
        // As browsers do, for pages that number characters by Windows-1252.
        if 128..<160 ~= number { return windows1252[Int(number) - 128] }
        guard number >= 32 || 9...10 ~= number || number == 13, number != 127 else { return nil }
        return Unicode.Scalar(number)
    }

    private static let windows1252: [Unicode.Scalar?] = [
        "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil,
        nil, "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
    ]

    // MARK: - Blanks

    /// Leaves one blank wherever there are some between two words.
    private mutating func collapseBlanks() {
        var (index, length, isPending) = (0, 0, false)
        while index < output.count {
            let blank = blankLength(at: index)
            guard blank == 0 else {
                isPending = length > 0
                index += blank
                continue
            }
            if isPending {
                output[length] = UInt8(ascii: " ")
                (length, isPending) = (length + 1, false)
            }
            output[length] = output[index]
            (length, index) = (length + 1, index + 1)
        }
        output.removeLast(output.count - length)
    }

    /// The bytes of the blank at a place: ASCII's, controls among them, U+0085, no-break, thin and wide ones.
    private func blankLength(at index: Int) -> Int {
        switch output[index] {
        case 0...32, 127: return 1
        case 0xC2:
            guard index + 1 < output.count else { return 0 }
            return output[index + 1] == 0xA0 || output[index + 1] == 0x85 ? 2 : 0
        case 0xE2, 0xE3:
            guard index + 2 < output.count else { return 0 }
            switch (output[index], output[index + 1], output[index + 2]) {
            case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF),
                (0xE2, 0x81, 0x9F),
                (0xE3, 0x80, 0x80):
                return 3
            default: return 0
            }
        default: return 0
        }
    }
}
