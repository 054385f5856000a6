import Foundation
import GRDB
import GRDBSQLite
import ShopGuideFeeds

/// A prepared statement whose values are bound one by one.
///
/// GRDB's own binding boxes every value, which takes longer than SQLite's insertion of a row; this does without.
struct BoundStatement {
    private let statement: OpaquePointer

    /// Prepares a statement, or reuses the one that was prepared before.
    init(_ database: Database, _ sql: String) throws {
        statement = try database.cachedStatement(sql: sql).sqliteStatement
        reset()
    }

    /// Makes the statement ready for other values.
    func reset() {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    func bind(_ text: String?, at index: Int32) {
        guard var text else { return }
        // SQLite copies the bytes (-1, "transient"), for they are gone after this.
        text.withUTF8 { bytes in
            let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            bytes.withMemoryRebound(to: CChar.self) { characters in
                _ = sqlite3_bind_text(statement, index, characters.baseAddress, Int32(characters.count), copying)
            }
        }
    }

    func bind(_ number: Int64?, at index: Int32) { if let number { sqlite3_bind_int64(statement, index, number) } }

    func bind(_ number: Double?, at index: Int32) { if let number { sqlite3_bind_double(statement, index, number) } }

    func bind(_ blob: [Float], at index: Int32) {
        let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        blob.withUnsafeBytes { bytes in
            _ = sqlite3_bind_blob(statement, index, bytes.baseAddress, Int32(bytes.count), copying)
        }
    }

    func bind(bytes: [UInt8], at index: Int32) {
        let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        bytes.withUnsafeBytes { bytes in
            // An empty blob has an address too: none would be NULL.
            if bytes.isEmpty {
                sqlite3_bind_zeroblob(statement, index, 0)
            } else {
                _ = sqlite3_bind_blob(statement, index, bytes.baseAddress, Int32(bytes.count), copying)
            }
        }
    }

    /// Binds values in their order.
    func bind(_ values: [BoundValue]) {
        for (index, value) in values.enumerated() {
            switch value {
            case .text(let text): bind(text, at: Int32(index + 1))
            case .integer(let number): bind(number, at: Int32(index + 1))
            }
        }
    }

    /// Goes on to the next row of the result; returns false where there is none.
    func step() throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let connection = sqlite3_db_handle(statement)
            let code = ResultCode(rawValue: sqlite3_extended_errcode(connection))
            let message = String(cString: sqlite3_errmsg(connection))
            sqlite3_reset(statement)
            throw DatabaseError(resultCode: code, message: message)
        }
    }

    /// Runs a statement that has no result, and makes it ready for other values.
    func run() throws {
        _ = try step()
        reset()
    }

    /// The number of the row that was inserted last on this connection.
    var lastInserted: Int64 { sqlite3_last_insert_rowid(sqlite3_db_handle(statement)) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int64? { isNull(column) ? nil : sqlite3_column_int64(statement, column) }

    func double(_ column: Int32) -> Double? { isNull(column) ? nil : sqlite3_column_double(statement, column) }

    func text(_ column: Int32) -> String? {
        guard let bytes = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// The text of a column whose bytes may be none; throws ``RowProblem`` where they are.
    func validText(_ column: Int32, of name: String) throws -> String? {
        guard let bytes = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        guard let text = String(validating: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self) else {
            throw RowProblem("\(name) isn't valid Unicode")
        }
        return text
    }

    /// The bytes of a blob.
    func bytes(_ column: Int32) -> [UInt8] {
        let count = Int(sqlite3_column_bytes(statement, column))
        guard count > 0, let bytes = sqlite3_column_blob(statement, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
    }

    /// Float32 values; a blob of another length loses its last bytes.
    func floats(_ column: Int32) -> [Float] {
        let count = Int(sqlite3_column_bytes(statement, column)) / MemoryLayout<Float>.size
        guard count > 0, let bytes = sqlite3_column_blob(statement, column) else { return [] }
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(start: bytes, count: count * MemoryLayout<Float>.size))
            initialized = count
        }
    }
}

/// A value that is bound to a statement. Texts of statements have no values in them, for each text is kept once it is prepared.
enum BoundValue {
    case text(String)
    case integer(Int64)
}

extension Database {
    /// Makes ``BoundStatement/lastInserted`` 0 until the next insertion.
    func forgetLastInserted() { sqlite3_set_last_insert_rowid(sqliteConnection, 0) }
}
