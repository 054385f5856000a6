/// Files that are no feeds, told by their first bytes.
enum UnreadableFormat {
    /// Throws ``FeedError`` that says what to do with a file that can't be read.
    static func check(_ bytes: [UInt8], path: String) throws {
        guard let words = words(bytes, path) else { return }
        throw FeedError(.badRequest, "\(path): \(words)")
    }

    private static func words(_ bytes: [UInt8], _ path: String) -> String? {
        if bytes.starts(with: "PAR1".utf8) {
            return
                "Parquet, which isn't read here; make CSV of it: duckdb -c \"COPY (FROM '\(path)') TO 'table.csv' (HEADER)\""
        }
        if bytes.starts(with: [0x50, 0x4B, 3, 4]) {
            return "a zip file or an Excel workbook; unpack it, or save the sheet as CSV UTF-8"
        }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return "an old Excel workbook; save the sheet as CSV UTF-8" }
        if bytes.starts(with: "%PDF".utf8) { return "a PDF, not a table" }
        if bytes.starts(with: "SQLite format 3".utf8) { return "a SQLite database, not a table; --store opens a store" }
        let start = String(decoding: bytes.prefix(200), as: UTF8.self).lowercased().drop {
            $0.isWhitespace || $0 == "\u{FEFF}"
        }
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
            return "a web page, not a feed; does its address need a login?"
        }
        return nil
    }
}
