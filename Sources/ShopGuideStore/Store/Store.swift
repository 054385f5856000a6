public import Foundation
import GRDB
import Synchronization

/// What must survive: the catalogue, what shoppers did, and what was taught, in one SQLite file.
///
/// What ``write(_:)`` has returned from is on the disk; a process that is killed, or a machine that stops, loses nothing of it
/// and leaves nothing of what was under way. Several threads, and several processes, may use a store at once; writers wait for
/// each other.
public final class Store: Sendable {
    /// What becomes of a store that isn't there.
    public enum Absence: Sendable {
        /// It is made.
        case create
        /// It is an error.
        case refuse
    }

    /// Where the store lies.
    public let path: String
    let database: DatabasePool
    /// A connection of its own for ``takeOverLog()``, made when it is first needed.
    let logTaker = Mutex<DatabaseQueue?>(nil)

    /// Opens a store, and brings one of an earlier version up to date.
    ///
    /// - Parameters:
    ///   - url: The file; SQLite keeps two more beside it, with `-wal` and `-shm` after its name.
    ///   - absence: What becomes of a store that isn't there.
    ///   - patience: How many seconds to wait for other processes.
    /// - Throws: ``StoreError``: where it is missing, damaged, newer, in use, or another program's.
    public init(at url: URL, ifAbsent absence: Absence = .create, patience: Double = 10) throws {
        path = url.path(percentEncoded: false)
        if absence == .refuse, !FileManager.default.fileExists(atPath: path) {
            throw StoreError(
                .missing,
                "\(path): there is no such store; shopguide catalog import makes one: shopguide catalog import builtin")
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        configuration.label = "store"
        // 64 MB of pages, and a log that is taken over every 32 MB and cut back after a large transaction.
        configuration.prepareDatabase { database in
            try database.execute(
                sql:
                    "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = 67108864"
            )
        }
        do {
            try Self.checkOrigin(of: path, patience: patience)
            database = try DatabasePool(path: path, configuration: configuration)
            // After every commit the log is on the disk: GRDB's own choice, NORMAL, may lose the last ones with the machine.
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Self.migrate(database)
            try Self.makeLateIndexes(database)
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// Makes the indexes that an import which was killed has left for later; where one is under way, it will make them itself.
    private static func makeLateIndexes(_ database: DatabasePool) throws {
        guard try database.read(LateIndexes.areMissing) else { return }
        do { try database.write(LateIndexes.make) } catch let error as DatabaseError {
            guard error.resultCode.primaryResultCode == .SQLITE_BUSY else { throw error }
        }
    }

    /// Brings the tables up to date.
    private static func migrate(_ database: DatabasePool) throws {
        var attempts = 0
        while true {
            do { return try Schema.migrator.migrate(database) } catch let error as DatabaseError {
                // Another process made the change after the migrator had looked for it: look again.
                let isOthers = [.SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(error.resultCode.primaryResultCode)
                attempts += 1
                guard isOthers, attempts <= Schema.migrator.migrations.count else { throw error }
            }
        }
    }

    /// Throws where a file is another program's, or a newer version's, and leaves it as it is.
    private static func checkOrigin(of path: String, patience: Double) throws {
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        guard let size, size.intValue > 0 else { return }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(patience)
        try DatabaseQueue(path: path, configuration: configuration).read { try checkOrigin(of: $0, path: path) }
    }

    private static func checkOrigin(of database: Database, path: String) throws {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
        // The list of migrations is made first, by itself: another process may be about to make the rest, or was killed then.
        let others = "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'"
        let isEmpty = try Int.fetchOne(database, sql: others) == 0
        guard isEmpty || application == Schema.applicationID else {
            throw StoreError(.damaged, "\(path): a SQLite file of another program; choose another --store")
        }
        guard try isEmpty || !Schema.migrator.hasBeenSuperseded(database) else {
            throw StoreError(.newer, "\(path): written by a newer shopguide; use that one, or import into a new store")
        }
    }

    /// Makes changes in one transaction: all of them are on the disk when this returns, or none.
    ///
    /// - Parameter body: What makes the changes; the writer is for use inside of it only.
    /// - Returns: What `body` returns.
    /// - Throws: ``StoreError``, or what `body` throws; nothing was changed then.
    public func write<Result>(_ body: (StoreWriter) throws -> Result) throws -> Result {
        try mapped { try database.write { try body(StoreWriter($0, RowNumbers())) } }
    }

    /// Makes changes in one transaction, with the row numbers that earlier ones found.
    ///
    /// It refers to rows that it has looked up or made itself, and looks them up again where something was removed since: SQLite, which
    /// would look up each of them again, is told not to, for that takes a third of an import's time. ``problems()`` does look.
    func write<Result>(with numbers: RowNumbers, _ body: (StoreWriter) throws -> Result) throws -> Result {
        do {
            return try mapped {
                try database.writeWithoutTransaction { database in
                    try database.execute(sql: "PRAGMA foreign_keys = OFF")
                    defer { try? database.execute(sql: "PRAGMA foreign_keys = ON") }
                    return try Self.inTransaction(database) { database in
                        let removals = try Int.fetchOne(database, sql: "SELECT count FROM removals")
                        if removals != numbers.removals { numbers.removeAll() }
                        numbers.removals = removals
                        return try body(StoreWriter(database, numbers))
                    }
                }
            }
        } catch {
            // Rows that were made in the transaction are gone with it.
            numbers.removeAll()
            throw error
        }
    }

    private static func inTransaction<Result>(
        _ database: Database, _ body: (Database) throws -> Result
    ) throws -> Result {
        try database.beginTransaction(.immediate)
        do {
            let result = try body(database)
            try database.commit()
            return result
        } catch {
            try? database.rollback()
            throw error
        }
    }

    /// Reads from one state of the store, whatever is written meanwhile.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result { try mapped { try database.read(body) } }

    private func mapped<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as DatabaseError { throw StoreError(error, path: path) }
    }

    /// Reads the whole file and returns what is wrong with it, one line each; nothing where it is sound.
    public func problems() throws -> [String] {
        try read { database in
            let integrity = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            let strays = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row in
                "a row of \(row[0] as String? ?? "?") refers to a row of \(row[2] as String? ?? "?") that isn't there"
            }
            return integrity + strays
        }
    }
}
