import Foundation

/// Reads comma- or tab-separated values with a header (RFC 4180): quoted fields may hold separators, quotes twice, and lines.
///
/// A quote that is never closed would swallow the rows after it; its line alone is rejected, and reading goes on at the next.
final class DelimitedReader: RowReader {
    private(set) var columns: [String] = []
    private let buffer: RecordBuffer
    private let separator: UInt8
    private let hasQuotes: Bool
    private let limits: TableLimits
    private var fields: [Field] = []

    private struct Field {
        var start: Int
        var end: Int
        var hasDoubledQuotes: Bool
    }

    /// The result of the scan of a row.
    private enum Scan {
        case row(next: Int, lines: Int)
        case incomplete
        case malformed(String, resumingAt: Int, lines: Int)
        case unclosed
    }

    init(_ stream: ByteStream, path: String, separator: UInt8, hasQuotes: Bool, limits: TableLimits) throws {
        self.separator = separator
        self.hasQuotes = hasQuotes
        self.limits = limits
        do {
            buffer = try RecordBuffer(stream, limit: limits.rowBytes)
            guard let event = try next() else {
                throw RowProblem("it is empty; its first line should name the columns")
            }
            if case .rejected(let line, let reason) = event { throw RowProblem("line \(line): \(reason)") }
            columns = try fields.indices.map { try cell($0).text ?? "" }
        } catch let problem as RowProblem {
            throw FeedError(.damaged, "\(path): \(problem)")
        }
        for (index, column) in columns.enumerated() {
            guard !column.isEmpty else { throw FeedError(.damaged, "\(path): column \(index + 1) has no name") }
        }
        let repeated = Dictionary(grouping: columns, by: \.self).filter { $1.count > 1 }.keys.min()
        if let repeated { throw FeedError(.damaged, "\(path): two columns are called \"\(repeated)\"") }
    }

    var offset: Int { buffer.offset }

    func next() throws -> RowEvent? {
        buffer.advance(to: nextStart ?? buffer.start, lines: nextLines)
        (nextStart, nextLines) = (nil, 0)
        while true {
            if buffer.count == 0 {
                guard !buffer.isLast else { return nil }
                try buffer.fill()
                continue
            }
            let line = buffer.line
            switch scan() {
            case .incomplete where buffer.count < limits.rowBytes:
                try buffer.fill()
            case .incomplete:
                try buffer.skipLine()
                return .rejected(line: line, reason: "longer than \(limits.rowBytes) bytes")
            case .unclosed:
                try buffer.skipLine()
                return .rejected(line: line, reason: "a quote that isn't closed")
            case .malformed(let reason, let place, let lines):
                buffer.advance(to: place, lines: lines)
                return .rejected(line: line, reason: reason + Self.extent(line, lines))
            case .row(let next, let lines):
                // An empty line holds nothing.
                if fields.count == 1, fields[0].start == fields[0].end, columns.count != 1 || next - buffer.start <= 2 {
                    buffer.advance(to: next, lines: lines)
                    continue
                }
                (nextStart, nextLines) = (next, lines)
                return event(line)
            }
        }
    }

    /// The beginning of the row after the current one, whose bytes stay until then.
    private var nextStart: Int?
    private var nextLines = 0

    private func event(_ line: Int) -> RowEvent {
        let extent = Self.extent(line, nextLines)
        guard fields.count <= limits.columns else {
            return .rejected(line: line, reason: "more than \(limits.columns) fields" + extent)
        }
        guard columns.isEmpty || fields.count == columns.count else {
            return .rejected(line: line, reason: "\(fields.count) fields; the header has \(columns.count)" + extent)
        }
        guard fields.allSatisfy({ $0.end - $0.start <= limits.fieldBytes }) else {
            return .rejected(line: line, reason: "a field longer than \(limits.fieldBytes) bytes" + extent)
        }
        return .row(line: line)
    }

    /// Describes the extent of a rejected row, for a quote may have swallowed what is no part of it.
    private static func extent(_ line: Int, _ lines: Int) -> String {
        lines > 1 ? "; up to line \(line + lines - 1)" : ""
    }

    func cell(_ column: Int) throws -> Cell {
        let field = fields[column]
        guard field.end > field.start else { return .empty }
        let name = columns.isEmpty ? "\(column + 1)" : columns[column]
        let bytes = UnsafeBufferPointer(start: buffer.bytes + field.start, count: field.end - field.start)
        let text = try validText(bytes, name)
        return .text(field.hasDoubledQuotes ? Self.withoutDoubledQuotes(text) : text)
    }

    private static func withoutDoubledQuotes(_ text: String) -> String {
        var (bytes, isSecond) = ([UInt8](), false)
        for byte in text.utf8 {
            isSecond = byte == 34 && !isSecond
            if byte != 34 || isSecond { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Finds the fields of the row at the buffer's start.
    private func scan() -> Scan {
        let (bytes, end) = (buffer.bytes, buffer.end)
        var (place, lines) = (buffer.start, 0)
        fields.removeAll(keepingCapacity: true)
        while true {
            var field = Field(start: place, end: place, hasDoubledQuotes: false)
            if hasQuotes, place < end, bytes[place] == UInt8(ascii: "\"") {
                guard let close = closingQuote(from: place + 1, &field, &lines) else {
                    // Beyond the limit, or at the end, it won't be closed.
                    return buffer.isLast || buffer.count >= limits.rowBytes ? .unclosed : .incomplete
                }
                place = close + 1
                guard place < end || buffer.isLast else { return .incomplete }
                if place + 1 == end, bytes[place] == 13, !buffer.isLast { return .incomplete }
                let isEnd = place == end || bytes[place] == 10 || bytes[place] == separator
                if !isEnd && !(bytes[place] == 13 && (place + 1 == end || bytes[place + 1] == 10)) {
                    guard let newline = buffer.newline(from: place) else {
                        let reason = "text after a closing quote"
                        if buffer.isLast { return .malformed(reason, resumingAt: end, lines: lines + 1) }
                        return buffer.count >= limits.rowBytes ? .unclosed : .incomplete
                    }
                    return .malformed("text after a closing quote", resumingAt: newline + 1, lines: lines + 1)
                }
                fields.append(field)
                if place < end, bytes[place] == 13 { place += 1 }
            } else {
                while place < end, bytes[place] != separator, bytes[place] != 10 { place += 1 }
                guard place < end || buffer.isLast else { return .incomplete }
                let isLineEnd = place == end || bytes[place] == 10
                field.end = isLineEnd && place > field.start && bytes[place - 1] == 13 ? place - 1 : place
                fields.append(field)
            }
            if place == end { return .row(next: end, lines: lines + 1) }
            place += 1
            if bytes[place - 1] == 10 { return .row(next: place, lines: lines + 1) }
            // A file that ends with a separator ends with an empty field.
            if place == end, !buffer.isLast { return .incomplete }
        }
    }

    /// Finds the quote that ends a field, and counts the lines that it goes over.
    private func closingQuote(from start: Int, _ field: inout Field, _ lines: inout Int) -> Int? {
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
            field.start = start
            field.end = quote
            for byte in UnsafeBufferPointer(start: bytes + start, count: quote - start) where byte == 10 { lines += 1 }
            return quote
        }
        return nil
    }
}
