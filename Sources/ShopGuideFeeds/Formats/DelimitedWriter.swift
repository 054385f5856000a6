/// Writes comma- or tab-separated values.
package enum DelimitedWriter {
    /// A field as it stands in a file: in quotes where it needs them.
    package static func quoted(_ field: String, separator: Character) -> String {
        let needsQuotes = field.utf8.contains { byte in
            byte == 34 || byte == 10 || byte == 13 || byte == separator.asciiValue
        }
        // Readers take blanks around a field for padding.
        let isPadded = [UInt8(ascii: " "), UInt8(ascii: "\t")].contains {
            field.utf8.first == $0 || field.utf8.last == $0
        }
        guard needsQuotes || isPadded else { return field }
        // Byte by byte: with an accent after it, a quote is another character to Swift.
        let doubled = field.utf8.flatMap { $0 == 34 ? [34, 34] : [$0] }
        return "\"\(String(decoding: doubled, as: UTF8.self))\""
    }

    package static func line(_ fields: [String], separator: Character) -> String {
        // One empty field alone would be an empty line, which holds nothing.
        if fields == [""] { return "\"\"\n" }
        return fields.map { quoted($0, separator: separator) }.joined(separator: String(separator)) + "\n"
    }
}
