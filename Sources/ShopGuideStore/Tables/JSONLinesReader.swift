import Foundation
import GRDB

/// Reads JSON Lines; an object inside of a row becomes columns of its own: `{"title": {"en": …}}` has the column `title.en`.
///
/// SQLite parses a row several times as fast as Foundation does, and keeps the order of its members.
final class JSONLinesReader: RowReader {
    private(set) var columns: [String] = []
    private var indices: [String: Int] = [:]
    private var cells: [Cell] = []
    private let buffer: RecordBuffer
    private let limits: TableLimits
    private let parser: DatabaseQueue
    private var nextStart: Int?
    private var nextLines = 0

    init(_ stream: ByteStream, path: String, limits: TableLimits) throws {
        self.limits = limits
        do { buffer = try RecordBuffer(stream, limit: limits.rowBytes) } catch let problem as RowProblem {
            throw StoreError(.damaged, "\(path): \(problem)")
        }
        parser = try DatabaseQueue()
    }

    var offset: Int { buffer.offset }

    func next() throws -> RowEvent? {
        buffer.advance(to: nextStart ?? buffer.start, lines: nextLines)
        (nextStart, nextLines) = (nil, 0)
        while true {
            let line = buffer.line
            guard let newline = buffer.newline(from: buffer.start) ?? (buffer.isLast ? buffer.end : nil) else {
                if buffer.count >= limits.rowBytes {
                    try buffer.skipLine()
                    return .rejected(line: line, reason: "longer than \(limits.rowBytes) bytes")
                }
                try buffer.fill()
                continue
            }
            if buffer.isLast, buffer.count == 0 { return nil }
            let bytes = UnsafeBufferPointer(start: buffer.bytes + buffer.start, count: newline - buffer.start)
            let place = min(newline + 1, buffer.end)
            guard !bytes.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) else {
                buffer.advance(to: place, lines: 1)
                continue
            }
            (nextStart, nextLines) = (place, 1)
            guard bytes.count <= limits.rowBytes else {
                return .rejected(line: line, reason: "longer than \(limits.rowBytes) bytes")
            }
            do {
                guard let text = String(validating: bytes, as: UTF8.self) else { throw RowProblem("not valid UTF-8") }
                guard !Self.escapesZero(bytes) else { throw RowProblem("a text has a zero byte") }
                try parse(text)
                return .row(line: line)
            } catch let problem as RowProblem {
                return .rejected(line: line, reason: problem.reason)
            }
        }
    }

    func cell(_ column: Int) throws -> Cell { column < cells.count ? cells[column] : .empty }

    /// Whether `\u0000` is in a row, at which SQLite would cut a text off without a word.
    private static func escapesZero(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var isEscaped = false
        for (place, byte) in bytes.enumerated() {
            if isEscaped, byte == UInt8(ascii: "u"), bytes.dropFirst(place + 1).prefix(4).elementsEqual("0000".utf8) {
                return true
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return false
    }

    private func parse(_ text: String) throws {
        for index in cells.indices { cells[index] = .empty }
        do {
            try parser.unsafeRead { database in
                let check = try BoundStatement(database, "SELECT json_valid(?1) AND json_type(?1) = 'object'")
                check.bind(text, at: 1)
                let isObject = try check.step() && check.integer(0) == 1
                check.reset()
                guard isObject else { throw RowProblem("not a JSON object") }
                try parse(text, prefix: "", database)
            }
        } catch let error as DatabaseError {
            throw RowProblem("not a JSON object: \(error.message ?? "it can't be parsed")")
        }
    }

    /// Reads an object's members, and those of an object in it.
    private func parse(_ object: String, prefix: String, _ database: Database) throws {
        let sql = prefix.isEmpty ? Self.outer : Self.inner
        let members = try BoundStatement(database, sql)
        defer { members.reset() }
        members.bind(object, at: 1)
        while try members.step() {
            guard let key = try members.validText(0, of: "a member's name"), !key.isEmpty || !prefix.isEmpty else {
                throw RowProblem("a member without a name")
            }
            let name = prefix + key
            let value: Cell
            switch members.text(1) {
            case "null": value = .empty
            case "true": value = .flag(true)
            case "false": value = .flag(false)
            case "integer":
                guard let number = members.text(2).flatMap(Int64.init) else {
                    throw RowProblem("\"\(name)\" is too large a number; write it as text")
                }
                value = .integer(number)
            case "real":
                guard let number = members.double(2), number.isFinite else {
                    throw RowProblem("\"\(name)\" is too large a number")
                }
                value = .number(number)
            case "array": value = .list(try list(members.text(2) ?? "[]", name, database))
            case "object" where prefix.isEmpty:
                try parse(members.text(2) ?? "{}", prefix: key + ".", database)
                continue
            case "object": throw RowProblem("\"\(name)\" is an object inside of an object inside of the row")
            default:
                let text = try members.validText(2, of: "\"\(name)\"") ?? ""
                guard text.utf8.count <= limits.fieldBytes else {
                    throw RowProblem("\"\(name)\" is longer than \(limits.fieldBytes) bytes")
                }
                guard !text.utf8.contains(0) else { throw RowProblem("\"\(name)\" has a zero byte") }
                value = text.isEmpty ? .empty : .text(text)
            }
            try set(name, value)
        }
    }

    private func list(_ array: String, _ name: String, _ database: Database) throws -> [String] {
        let elements = try BoundStatement(database, "SELECT type, value FROM json_each(?)")
        defer { elements.reset() }
        elements.bind(array, at: 1)
        var texts: [String] = []
        while try elements.step() {
            guard elements.text(0) == "text", let text = try elements.validText(1, of: "\"\(name)\"") else {
                throw RowProblem("\"\(name)\" is a list of something else than texts")
            }
            texts.append(text)
        }
        return texts
    }

    private func set(_ name: String, _ value: Cell) throws {
        let index: Int
        if let known = indices[name] {
            index = known
        } else {
            guard columns.count < limits.columns else {
                throw RowProblem("more than \(limits.columns) different names in the file")
            }
            index = columns.count
            indices[name] = index
            columns.append(name)
            cells.append(.empty)
        }
        guard cells[index] == .empty else { throw RowProblem("\"\(name)\" is there twice") }
        cells[index] = value
    }

    // Two texts, for a statement can't be in use twice at a time.
    private static let outer = "SELECT key, type, value FROM json_each(?)"
    private static let inner = "SELECT key, type, value FROM json_each(?) AS member"
}
