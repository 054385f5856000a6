/// Text of HTML, as shops have it in their descriptions, titles and names.
package enum PlainText {
    /// Returns the text that a browser would show, on one line: character references become characters, tags and comments go, block tags
    /// and whatever is blank become one blank.
    ///
    /// A `<` that begins no tag of HTML stays (`a < b`, `<Classic>`), and so does an unknown reference. Text whose tags are all written as
    /// references (`&lt;p&gt;…&lt;/p&gt;`) is HTML that was escaped once too often, and is read twice. Takes linear time.
    package static func of(html: String) -> String {
        var html = html
        return html.withUTF8 { bytes -> String? in
            guard needsReading(bytes) else { return nil }
            var reader = HTMLReader(bytes)
            var text = reader.text()
            if !reader.hasTags, isEscaped(bytes) {
                text = text.withUnsafeBufferPointer { bytes in
                    var reader = HTMLReader(bytes)
                    return reader.text()
                }
            }
            return String(decoding: text, as: UTF8.self)
        } ?? html
    }

    /// Returns whether anything could change: a tag, a reference, or a blank that isn't one blank between two words.
    private static func needsReading(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var isBlank = true
        for byte in bytes {
            switch byte {
            case UInt8(ascii: " "):
                if isBlank { return true }
                isBlank = true
            // Controls, references and tags; the first bytes of no-break and wide blanks.
            case 0..<32, UInt8(ascii: "&"), UInt8(ascii: "<"), 0xC2, 0xE2, 0xE3: return true
            default: isBlank = false
            }
        }
        return isBlank && !bytes.isEmpty
    }

    /// Returns whether tags are written as references.
    private static func isEscaped(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let marks = ["&lt;/", "&lt;br", "&lt;p&gt;"].map { Array($0.utf8) }
        return marks.contains { mark in
            bytes.indices.contains { bytes[$0] == UInt8(ascii: "&") && bytes[$0...].starts(with: mark) }
        }
    }
}
