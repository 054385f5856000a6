import Foundation

/// Reads values with a separator between them, and a header (RFC 4180): quoted fields may hold separators, quotes twice, and lines.
///
/// Blanks around fields, blank lines and a separator at the end of lines are forgiven. A quote that is never closed would swallow the
/// rows after it; its line alone is rejected, and reading goes on at the next.
final class DelimitedReader: RowReader {
    private(set) var columns: [String] = []
    private let buffer: RecordBuffer
    private let limits: TableLimits
    private let nulls: Set<String>
    private var scanner: DelimitedScanner
    /// The beginning of the row after the current one, whose bytes stay until then.
    private var nextStart: Int?
    private var nextLines = 0

    init(_ source: any ByteSource, path: String, _ options: FeedOptions, chunk: Int = 1 << 18) throws {
        limits = options.limits
        nulls = options.nulls
        scanner = DelimitedScanner(
            separator: options.separator ?? (options.format == .tsv ? "\t" : ","), hasQuotes: options.hasQuotes)
        do {
            buffer = try RecordBuffer(source, limit: limits.rowBytes, chunk: chunk)
            try skipSeparatorLine()
            if let header = options.header {
                columns = DelimitedHeader.distinct(header)
            } else {
                guard let event = try next() else {
                    throw RowProblem("it is empty; its first line should name the columns")
                }
                if case .rejected(let line, let reason) = event { throw RowProblem("line \(line): \(reason)") }
                columns = try DelimitedHeader.names(scanner.fields.indices.map { try cell($0).text ?? "" })
            }
        } catch let problem as RowProblem {
            throw FeedError(.damaged, "\(path): \(problem)")
        }
    }

    var offset: Int { buffer.offset }

    /// Skips Excel's line that names the separator.
    private func skipSeparatorLine() throws {
        let bytes = UnsafeBufferPointer(start: buffer.bytes + buffer.start, count: min(buffer.count, 4))
        if bytes.elementsEqual("sep=".utf8) { try buffer.skipLine() }
    }

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
            switch scanner.scan(buffer, limit: limits.rowBytes) {
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
                // A line of blanks and separators holds nothing.
                if scanner.fields.allSatisfy({ $0.isEmpty && !$0.isQuoted }) {
                    buffer.advance(to: next, lines: lines)
                    continue
                }
                (nextStart, nextLines) = (next, lines)
                return event(line)
            }
        }
    }

    private func event(_ line: Int) -> RowEvent {
        let extent = Self.extent(line, nextLines)
        guard scanner.fields.count <= limits.columns else {
            return .rejected(line: line, reason: "more than \(limits.columns) fields" + extent)
        }
        if !columns.isEmpty, scanner.fields.count == columns.count + 1, scanner.fields.last?.isEmpty == true {
            scanner.fields.removeLast()
        }
        guard columns.isEmpty || scanner.fields.count == columns.count else {
            return .rejected(
                line: line, reason: "\(scanner.fields.count) fields; the header has \(columns.count)" + extent)
        }
        guard scanner.fields.allSatisfy({ $0.end - $0.start <= limits.fieldBytes }) else {
            return .rejected(line: line, reason: "a field longer than \(limits.fieldBytes) bytes" + extent)
        }
        return .row(line: line)
    }

    /// Describes the extent of a rejected row, for a quote may have swallowed what is no part of it.
    private static func extent(_ line: Int, _ lines: Int) -> String {
        lines > 1 ? "; up to line \(line + lines - 1)" : ""
    }

    func cell(_ column: Int) throws -> Cell {
        let field = scanner.fields[column]
        guard !field.isEmpty else { return .empty }
        let bytes = UnsafeBufferPointer(start: buffer.bytes + field.start, count: field.end - field.start)
        let name = columns.isEmpty ? "\(column + 1)" : columns[column]
        let text = try validText(bytes, name)
        if !nulls.isEmpty, nulls.contains(text) { return .empty }
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
}
