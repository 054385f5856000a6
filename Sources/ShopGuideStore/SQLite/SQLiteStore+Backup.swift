import FewShotTensors
public import Foundation
import GRDB

extension SQLiteStore {
    /// Copies the store as it is now into a file, while others read and write.
    ///
    /// The copy is of one moment, is checked, and is in its place only when it is whole and on the disk.
    ///
    /// - Parameters:
    ///   - url: The file; an existing one is replaced.
    ///   - progress: Called with the bytes copied so far, and their number in all.
    /// - Throws: ``StoreError``, or ``DurableFile/Failure`` where the file can't be written.
    public func backUp(to url: URL, progress: @escaping (Int64, Int64) -> Void) throws {
        let place = url.path(percentEncoded: false)
        guard place != path else {
            throw StoreError(.badRequest, "\(place): is the store itself; choose another file for the backup")
        }
        let size = try read { try Int64.fetchOne($0, sql: "PRAGMA page_size") } ?? 0
        try DurableFile.place(at: url) { beside in
            do {
                let copy = try DatabaseQueue(path: beside.path(percentEncoded: false))
                try database.backup(to: copy, pagesPerStep: 4096) { step in
                    progress(Int64(step.completedPageCount) * size, Int64(step.totalPageCount) * size)
                }
                // One file, without a log beside it, is what people copy about.
                try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
                try copy.read { try Self.check($0, path: place) }
                try copy.close()
            } catch let error as DatabaseError { throw StoreError(error, path: place) }
        }
    }

    /// Puts a backup in the place of a store that nobody uses, whole or not at all.
    ///
    /// - Parameters:
    ///   - backup: A file that ``backUp(to:progress:)`` wrote.
    ///   - url: The store; it may be missing. Its earlier contents are gone.
    /// - Throws: ``StoreError`` where the backup isn't a sound store, or where the store is in use.
    public static func restore(_ backup: URL, to url: URL) throws {
        let (source, place) = (backup.path(percentEncoded: false), url.path(percentEncoded: false))
        guard FileManager.default.fileExists(atPath: source) else {
            throw StoreError(.missing, "\(source): there is no such backup")
        }
        guard source != place else { throw StoreError(.badRequest, "\(source): is the store itself") }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: source, configuration: configuration)
            try queue.read { database in
                guard try Int.fetchOne(database, sql: "PRAGMA application_id") == Schema.applicationID else {
                    throw StoreError(.damaged, "\(source): isn't a store; shopguide backup writes one")
                }
                guard try !Schema.migrator.hasBeenSuperseded(database) else {
                    throw StoreError(.newer, "\(source): written by a newer shopguide; restore it with that one")
                }
                try check(database, path: source)
            }
            try replace(place, by: queue)
        } catch let error as DatabaseError { throw StoreError(error, path: source) }
    }

    /// Copies a backup over a store, in one transaction of SQLite's.
    private static func replace(_ place: String, by backup: DatabaseQueue) throws {
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        do {
            let store = try DatabaseQueue(path: place, configuration: configuration)
            let latest = try store.writeWithoutTransaction { database in
                // SQLite gives up a log only where no other connection is open, even an idle one.
                let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
                guard mode == "delete" else { throw DatabaseError(resultCode: .SQLITE_BUSY) }
                try database.execute(sql: "PRAGMA synchronous = FULL")
                return try database.tableExists("feed") ? FeedState(database).latest : 0
            }
            try backup.backup(to: store)
            try store.write { try beginFeed(in: $0, after: latest) }
            try store.close()
        } catch let error as DatabaseError {
            let inUse = [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode.primaryResultCode)
            throw inUse
                ? StoreError(.inUse, "\(place): in use; stop shopguide serve, and what else uses it, and try again")
                : StoreError(error, path: place)
        }
    }

    /// Gives a restored store a feed of its own, so that nobody takes its changes for those of the store that it was a copy of, or for
    /// those of the store that was there before.
    private static func beginFeed(in database: Database, after latest: Int64) throws {
        // A copy of an earlier version gets one when it is opened.
        guard try database.tableExists("feed") else { return }
        let last = max(latest, try FeedState(database).latest)
        try database.execute(sql: "DELETE FROM changes")
        try database.execute(sql: "UPDATE feed SET feed = lower(hex(randomblob(16))), pruned = ?", arguments: [last])
    }

    /// Throws where a copy isn't sound.
    private static func check(_ database: Database, path: String) throws {
        let problems = try String.fetchAll(database, sql: "PRAGMA integrity_check(3)").filter { $0 != "ok" }
        let strays = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count
        if let first = problems.first { throw StoreError(.damaged, "\(path): damaged: \(first)") }
        guard strays == 0 else { throw StoreError(.damaged, "\(path): damaged: \(strays) rows refer to missing ones") }
    }
}
