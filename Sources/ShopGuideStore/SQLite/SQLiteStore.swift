public import Foundation
import GRDB
import ShopGuide
import Synchronization

/// A store in one SQLite file.
///
/// A change is on the disk once ``commit(_:)`` has returned; a process that is killed, or a machine that stops, loses nothing of
/// it and leaves nothing of what was under way.
public final class SQLiteStore: Store {
    /// The path of the file.
    public let path: String
    /// The file.
    public var companion: URL { URL(filePath: path) }
    let database: DatabasePool
    /// The pages that a connection keeps in memory.
    static let cacheKibibytes = 64 << 10
    /// The most records that the feed keeps.
    let changesKept: Int
    /// A connection of its own for passive checkpoints, made when it is first needed.
    let checkpointer = Mutex<DatabaseQueue?>(nil)

    /// Opens a store, and brings one of an earlier version up to date.
    ///
    /// - Parameters:
    ///   - url: The file; SQLite keeps two more beside it, with `-wal` and `-shm` after its name.
    ///   - absence: The treatment of a store that isn't there.
    ///   - patience: The seconds to wait for other processes.
    /// - Throws: ``StoreError``: where it is missing, damaged, newer, in use, or another program's.
    public convenience init(at url: URL, ifAbsent absence: StoreAbsence = .create, patience: Double = 10) throws {
        try self.init(at: url, ifAbsent: absence, patience: patience, changesKept: 1 << 18)
    }

    /// Opens a store whose feed keeps another number of records than usual.
    package init(at url: URL, ifAbsent absence: StoreAbsence = .create, patience: Double = 10, changesKept: Int) throws
    {
        self.changesKept = changesKept
        path = url.path(percentEncoded: false)
        if absence == .refuse, !FileManager.default.fileExists(atPath: path) {
            throw StoreError(
                .missing,
                "\(path): there is no such store; shopguide catalog import makes one: shopguide catalog import builtin")
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        configuration.label = "store"
        // A log that is checkpointed every 32 MB and cut back after a large transaction.
        configuration.prepareDatabase { database in
            try database.execute(
                sql:
                    "PRAGMA cache_size = -\(Self.cacheKibibytes); PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = 67108864"
            )
        }
        do {
            try Self.checkOrigin(of: path, patience: patience)
            database = try DatabasePool(path: path, configuration: configuration)
            // After every commit the log is on the disk: GRDB's own choice, NORMAL, may lose the last ones with the machine.
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Self.migrate(database)
            try Self.makeDeferredIndexes(database)
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// Makes the indexes that an import which was killed has left for later; where one is under way, it will make them itself. Fills the
    /// table of words where that of an earlier version has none.
    private static func makeDeferredIndexes(_ database: DatabasePool) throws {
        guard try database.read({ try DeferredIndexes.areMissing($0) || SearchTable.isStale($0) }) else { return }
        do {
            try database.write { database in
                try DeferredIndexes.make(database)
                try SearchTable.fill(database)
            }
        } catch let error as DatabaseError {
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

    /// Reads from one state of the store, whatever is written meanwhile.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result { try mapped { try database.read(body) } }

    /// Gives `body` the connection that writes, without a transaction.
    func writeWithoutTransaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try mapped { try database.writeWithoutTransaction(body) }
    }

    /// Runs `body`; throws SQLite's errors as ``StoreError``.
    func mapped<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as DatabaseError { throw StoreError(error, path: path) }
    }

    /// Counts the contents of the store.
    public func contents() throws -> StoreContents {
        try read { database in
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
            }
            func counts(_ table: String, by column: String) throws -> [(String, Int)] {
                let sql = "SELECT CAST(\(column) AS TEXT), count(*) FROM \(table) GROUP BY \(column)"
                return try Row.fetchAll(database, sql: sql).map { ($0[0], $0[1]) }
            }
            let kinds = try counts("interactions", by: "kind").map { number, count in
                (Int64(number).flatMap(Interaction.Kind.init(number:))?.rawValue ?? number, count)
            }
            return StoreContents(
                products: try count("products"), categories: try count("categories"),
                markets: try String.fetchAll(database, sql: "SELECT id FROM markets ORDER BY id"),
                shoppers: try count("shoppers"), interactions: Dictionary(uniqueKeysWithValues: kinds),
                embeddings: Dictionary(uniqueKeysWithValues: try counts("embeddings", by: "name")),
                taught: try count("taught_categories"),
                unfinishedImports: try count("imports WHERE NOT finished"))
        }
    }

    /// Reads the whole file and returns its faults, one line each; none where it is sound.
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
