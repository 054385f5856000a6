import FewShotDigests
import ShopGuide

/// The copying of a whole store into an empty one of any kind, which can be interrupted, and is verified at its end.
///
/// ```swift
/// let report = try StoreTransfer(from: file, to: database).run { table, rows in print(table, rows) }
/// ```
public struct StoreTransfer {
    /// The contents of a copy: the rows of each table, and a digest of all of them.
    public struct Report: Sendable, Hashable, Codable {
        /// A table.
        public struct Table: Sendable, Hashable, Codable {
            /// Its name.
            public var name: String
            /// The number of its rows.
            public var rows: Int
            /// SHA-256 of its rows in hexadecimal, the same for stores of any kind.
            public var digest: String
        }

        /// The tables.
        public var tables: [Table]
    }

    /// The setting of a store that is being filled.
    static let mark = "copy under way"
    /// The rows that are read and written at once.
    static let batch = 5000

    private let source: any StoredTables
    private let target: any StoredTables

    /// Creates a copying.
    ///
    /// - Throws: ``StoreError`` for a store of a kind whose tables can't be read as they are.
    public init(from source: any Store, to target: any Store) throws {
        guard let source = source as? any StoredTables, let target = target as? any StoredTables else {
            throw StoreError(.badRequest, "\(source.path) or \(target.path): a kind of store that can't be copied")
        }
        guard source.path != target.path else {
            throw StoreError(.badRequest, "\(source.path): is both stores; name another one to copy into")
        }
        (self.source, self.target) = (source, target)
    }

    /// Copies what isn't copied yet, and compares.
    ///
    /// - Parameter progress: Called with a table's name and the number of rows copied so far in this run.
    /// - Returns: The contents of both stores.
    /// - Throws: ``StoreError`` where the target holds something else, or the two differ at the end.
    public func run(_ progress: (String, Int) throws -> Void = { _, _ in }) throws -> Report {
        try begin()
        var copied = 0
        for table in StoredTable.all {
            var key = try target.lastKey(of: table)
            while true {
                let rows = try source.rows(of: table, after: key, limit: Self.batch)
                guard let last = rows.last else { break }
                try target.add(rows, to: table)
                key = Array(last.prefix(table.keys))
                copied += rows.count
                try progress(table.name, copied)
            }
        }
        try target.continueRows(after: source.lastRows())
        let (expected, found) = (try Self.report(of: source), try Self.report(of: target))
        if let (one, other) = zip(expected.tables, found.tables).first(where: { $0 != $1 }) {
            throw StoreError(
                .inconsistent,
                "\(target.path): \(one.name) has \(other.rows) rows that aren't the \(one.rows) of \(source.path), which was changed "
                    + "meanwhile; stop what writes to it, and copy into a new store")
        }
        try target.write { try $0.set(Self.mark, to: "") }
        return found
    }

    /// Refuses a store that holds anything but an unfinished copy of the same one.
    private func begin() throws {
        let digest = SHA256.hexadecimal(of: Array(source.path.utf8))
        let earlier = try target.setting(Self.mark)
        if earlier == digest { return }
        let isEmpty = try StoredTable.all.allSatisfy { try target.lastKey(of: $0) == nil }
        guard isEmpty, earlier == nil else {
            throw StoreError(.badRequest, "\(target.path): isn't empty; copy into a new store")
        }
        try target.write { try $0.set(Self.mark, to: digest) }
    }

    /// Reads all of a store.
    private static func report(of store: any StoredTables) throws -> Report {
        Report(
            tables: try StoredTable.all.map { table in
                var hash = SHA256()
                var (count, key) = (0, [StoredValue]?.none)
                while true {
                    let rows = try store.rows(of: table, after: key, limit: batch)
                    guard let last = rows.last else { break }
                    var bytes: [UInt8] = []
                    for value in rows.joined() { value.append(to: &bytes) }
                    hash.update(bytes)
                    count += rows.count
                    key = Array(last.prefix(table.keys))
                }
                return Report.Table(name: table.name, rows: count, digest: hash.finalize().hexadecimal)
            })
    }
}
