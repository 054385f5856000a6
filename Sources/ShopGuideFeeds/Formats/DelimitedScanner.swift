import Foundation

/// Finds the fields of the row at the start of a buffer.
struct DelimitedScanner {
    /// A field of the row, without the blanks and quotes around it.
    struct Field {
        var start: Int
        var end: Int
        var hasDoubledQuotes = false
        var isQuoted = false

        var isEmpty: Bool { start >= end }
    }

    /// The result of a scan.
    enum Result {
        case row(next: Int, lines: Int)
        case incomplete
        case malformed(String, resumingAt: Int, lines: Int)
        case unclosed
    }

    var fields: [Field] = []
    private let separator: [UInt8]
    private let first: UInt8
    private let hasQuotes: Bool
    /// Whether a byte is a blank that may stand around a field.
    private let tabsAreBlanks, spacesAreBlanks: Bool

    init(separator: String, hasQuotes: Bool) {
        self.separator = Array(separator.utf8)
        first = self.separator[0]
        self.hasQuotes = hasQuotes
        tabsAreBlanks = !self.separator.contains(9)
        spacesAreBlanks = !self.separator.contains(32)
    }

    /// Finds the fields of the row at the buffer's start.
    mutating func scan(_ buffer: RecordBuffer, limit: Int) -> Result {
        let (bytes, end) = (buffer.bytes, buffer.end)
        var (place, lines) = (buffer.start, 0)
        fields.removeAll(keepingCapacity: true)
        while true {
            var field = Field(start: place, end: place)
            var content = place
            while content < end, isBlank(bytes[content]) { content += 1 }
            if content == end, !buffer.isLast { return .incomplete }
            if hasQuotes, content < end, bytes[content] == 34 {
                guard let close = closingQuote(buffer, from: content + 1, &field, &lines) else {
                    // Beyond the limit, or at the end, it won't be closed.
                    return buffer.isLast || buffer.count >= limit ? .unclosed : .incomplete
                }
                place = close + 1
                while place < end, isBlank(bytes[place]) { place += 1 }
                guard place + separator.count <= end || buffer.isLast else { return .incomplete }
                if place + 1 == end, bytes[place] == 13, !buffer.isLast { return .incomplete }
                let isEnd = place == end || bytes[place] == 10 || isSeparator(bytes, place, end)
                if !isEnd && !(bytes[place] == 13 && (place + 1 == end || bytes[place + 1] == 10)) {
                    guard let newline = buffer.newline(from: place) else {
                        let reason = "text after a closing quote"
                        if buffer.isLast { return .malformed(reason, resumingAt: end, lines: lines + 1) }
                        return buffer.count >= limit ? .unclosed : .incomplete
                    }
                    return .malformed("text after a closing quote", resumingAt: newline + 1, lines: lines + 1)
                }
                fields.append(field)
                if place < end, bytes[place] == 13 { place += 1 }
            } else {
                while place < end, bytes[place] != 10, bytes[place] != first || !isSeparator(bytes, place, end) {
                    place += 1
                }
                guard place + separator.count <= end || buffer.isLast || place < end && bytes[place] == 10 else {
                    return .incomplete
                }
                let isLineEnd = place == end || bytes[place] == 10
                field.end = isLineEnd && place > field.start && bytes[place - 1] == 13 ? place - 1 : place
                field.start = min(content, field.end)
                while field.end > field.start, isBlank(bytes[field.end - 1]) { field.end -= 1 }
                fields.append(field)
            }
            if place == end { return .row(next: end, lines: lines + 1) }
            if bytes[place] == 10 { return .row(next: place + 1, lines: lines + 1) }
            place += separator.count
            // A file that ends with a separator ends with an empty field.
            if place == end, !buffer.isLast { return .incomplete }
        }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 32 && spacesAreBlanks || byte == 9 && tabsAreBlanks }

    /// Returns whether a separator stands at a place.
    private func isSeparator(_ bytes: UnsafePointer<UInt8>, _ place: Int, _ end: Int) -> Bool {
        guard bytes[place] == first else { return false }
        if separator.count == 1 { return true }
        return place + separator.count <= end && memcmp(bytes + place, separator, separator.count) == 0
    }

    /// Finds the quote that ends a field, and counts the lines that it goes over.
    private func closingQuote(_ buffer: RecordBuffer, from start: Int, _ field: inout Field, _ lines: inout Int) -> Int?
    {
        let (bytes, end) = (buffer.bytes, buffer.end)
        var place = start
        while place < end, let found = memchr(bytes + place, 34, end - place) {
            let quote = UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
            guard quote + 1 < end || buffer.isLast else { return nil }
            if quote + 1 < end, bytes[quote + 1] == 34 {
                field.hasDoubledQuotes = true
                place = quote + 2
                continue
            }
            (field.start, field.end, field.isQuoted) = (start, quote, true)
            for byte in UnsafeBufferPointer(start: bytes + start, count: quote - start) where byte == 10 { lines += 1 }
            return quote
        }
        return nil
    }
}
