/// The pictures of one cell.
package enum PictureList {
    /// The most pictures of one cell; further ones are left out.
    package static let most = 64

    /// Returns the addresses, paths or names of a cell's pictures, each once, in their order.
    ///
    /// A cell is a text with one picture or several, a list of texts, or JSON: objects have theirs in `uri`, `url`, `src`, `link` or `href`.
    /// In a text, new lines and bars separate pictures. A comma or a semicolon does where an address begins after it, a second path from
    /// the root does, or a file name ends before it (`a.jpg,b.jpg`), for addresses have commas in them; a blank only before an
    /// address or a path, for file names have blanks in them. `//x.example/2.jpg` becomes `https://x.example/2.jpg`.
    package static func addresses(in cell: Cell) -> [String] {
        var list = AddressList()
        switch cell {
        case .list(let texts):
            for text in texts.prefix(most * 4) { list.add(text) }
        case .text(let text), .json(let text):
            guard let elements = ListText.elements(of: text, keys: keys) else {
                if case .text = cell { split(text) { list.add($0) } }
                break
            }
            for element in elements {
                switch element {
                case .text(let text): list.add(text)
                case .list(let texts): for text in texts { list.add(text) }
                }
            }
        case .integer, .number: list.add(cell.text ?? "")
        case .empty, .flag: break
        }
        return list.addresses
    }

    /// The members of an object that may have a picture's address, the best first.
    private static let keys = [
        "uri", "url", "src", "link", "href", "hi_res", "large", "original", "image", "file", "thumb",
    ]

    /// Passes the pieces of a text on.
    private static func split(_ text: String, _ body: (String) -> Void) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            for index in bytes.indices {
                if start == index, bytes[index] <= 32 {
                    start += 1
                } else if separates(bytes, at: index, from: start) {
                    body(String(decoding: bytes[start..<index], as: UTF8.self))
                    start = index + 1
                }
            }
            body(String(decoding: bytes[start...], as: UTF8.self))
        }
    }

    /// Returns whether the byte at a place ends the piece that begins at `first`.
    private static func separates(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from first: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"), UInt8(ascii: "|"): return true
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: " "): break
        default: return false
        }
        var next = index + 1
        // A blank only counts with what is right behind it, so that many of them aren't gone over again and again.
        if bytes[index] != UInt8(ascii: " ") || index == 0 || bytes[index - 1] != UInt8(ascii: " ") {
            while next < bytes.count, bytes[next] <= 32 { next += 1 }
        }
        guard next < bytes.count, first < index else { return false }
        if beginsAddress(bytes, next) { return !isData(bytes, first) || bytes[next] != UInt8(ascii: "/") }
        if bytes[first] == UInt8(ascii: "/"), first + 1 < index, bytes[first + 1] != UInt8(ascii: "/") {
            return bytes[next] == UInt8(ascii: "/")
        }
        guard bytes[index] != UInt8(ascii: " "), !beginsAddress(bytes, first) else { return false }
        return endsWithPicture(bytes[first..<index])
    }

    /// Returns whether `//`, `data:` or a scheme such as `https://` begins at a place.
    private static func beginsAddress(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
        var end = place
        while end < bytes.count, end - place < 10, bytes[end].isLetter || bytes[end].isDigit { end += 1 }
        return bytes[end...].starts(with: end == place ? "//".utf8 : "://".utf8) || isData(bytes, place)
    }

    private static func isData(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
        bytes[place...].starts(with: "data:".utf8)
    }

    /// Returns whether bytes end with a name such as `.jpg`.
    private static func endsWithPicture(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var end = bytes.endIndex
        while end > bytes.startIndex, bytes[end - 1] <= 32 { end -= 1 }
        guard let point = bytes[max(bytes.startIndex, end - 5)..<end].lastIndex(of: UInt8(ascii: ".")) else {
            return false
        }
        return kinds.contains(String(decoding: bytes[(point + 1)..<end], as: UTF8.self).lowercased())
    }

    private static let kinds: Set<String> = [
        "jpg", "jpeg", "jfif", "png", "webp", "gif", "avif", "bmp", "tif", "tiff", "svg", "heic",
    ]
}

/// Addresses, each once, in their order.
private struct AddressList {
    private(set) var addresses: [String] = []
    private var known: Set<String> = []

    /// Adds an address without what is around it, unless it stands for none.
    mutating func add(_ text: String) {
        guard addresses.count < PictureList.most else { return }
        var text = text.utf8[...]
        while let first = text.first, Self.isAround(first) { text = text.dropFirst() }
        while let last = text.last, Self.isAround(last) { text = text.dropLast() }
        var address = String(Substring(text))
        if address.hasPrefix("//") { address = "https:" + address }
        if address.contains("://") { address = address.replacing("&amp;", with: "&") }
        guard !Self.placeholders.contains(address.lowercased()), known.insert(address).inserted else { return }
        addresses.append(address)
    }

    private static func isAround(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...32, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }

    /// Texts for no picture; the last is Magento's.
    private static let placeholders: Set<String> = ["", "-", "n/a", "null", "none", "no_selection"]
}
