public import Foundation
import ShopGuidePostgres

/// The durable state of a shop: its catalogue, what its shoppers did, the categories it was taught, and the state of its service.
///
/// A change is durable once ``commit(_:)`` has returned. Several threads, and several processes, may use a store at once; writers wait
/// for each other.
public protocol Store: CatalogStore, LexicalIndex, InteractionStore, TaughtCategoryStore, ServiceStateStore,
    ExposureStore, ImportStore, JobStore, SourceStore, ChangeFeed, TokenStore, ModelFileStore
{
    /// The place of the store as messages name it: the path of its file, say.
    var path: String { get }
    /// The file, or the name of none, beside which the files that belong to the store are kept: fetched pictures, imports, keys.
    var companion: URL { get }

    /// Makes changes in one transaction: all of them are durable when this returns, or none was made.
    ///
    /// - Parameter body: Makes the changes; the writer is valid inside of it only.
    /// - Returns: The result of `body`, with the number of the commit.
    /// - Throws: ``StoreError``, or what `body` throws; nothing was changed then.
    func commit<Result>(_ body: (any StoreWriter) throws -> Result) throws -> Committed<Result>

    /// Makes several changes in one transaction, each by itself: one that fails is as if it had not been tried.
    ///
    /// - Parameter changes: The changes; the writer is valid inside of each only.
    /// - Returns: For each, the reason why it failed, or nil for one that is durable, with the number of the commit.
    /// - Throws: ``StoreError`` where the transaction failed: nothing was changed then.
    func commit(each changes: [(any StoreWriter) throws -> Void]) throws -> Committed<[(any Error)?]>

    /// Counts the contents of the store.
    func contents() throws -> StoreContents

    /// Reads all of the store and returns its faults, one line each; none where it is sound.
    func problems() throws -> [String]

    /// Moves committed changes from the write-ahead log into the store, where the store has such a log.
    func checkpoint(_ mode: CheckpointMode) throws

    /// Copies the store as it is now into a file, while others read and write.
    ///
    /// The copy is of one moment, is checked, and is in its place only when it is whole and durable.
    ///
    /// - Parameters:
    ///   - url: The file; an existing one is replaced.
    ///   - progress: Called with the bytes copied so far, and their number in all.
    /// - Throws: ``StoreError``, or ``DurableFile/Failure`` where the file can't be written.
    func backUp(to url: URL, progress: @escaping (Int64, Int64) -> Void) throws
}

extension Store {
    /// Makes changes in one transaction: all of them are durable when this returns, or none was made.
    ///
    /// - Parameter body: Makes the changes; the writer is valid inside of it only.
    /// - Returns: The result of `body`.
    /// - Throws: ``StoreError``, or what `body` throws; nothing was changed then.
    public func write<Result>(_ body: (any StoreWriter) throws -> Result) throws -> Result { try commit(body).value }

    /// Makes several changes in one transaction, each by itself: one that fails is as if it had not been tried.
    ///
    /// - Parameter changes: The changes; the writer is valid inside of each only.
    /// - Returns: For each, the reason why it failed, or nil for one that is durable.
    /// - Throws: ``StoreError`` where the transaction failed: nothing was changed then.
    public func write(each changes: [(any StoreWriter) throws -> Void]) throws -> [(any Error)?] {
        try commit(each: changes).value
    }

    /// Copies the store as it is now into a file, while others read and write.
    public func backUp(to url: URL) throws { try backUp(to: url, progress: { _, _ in }) }
}

/// The changes of a transaction of a ``Store``.
///
/// A value whose id is stored already replaces the stored one.
public protocol StoreWriter: CatalogWriter, InteractionWriter, TaughtCategoryWriter, ServiceStateWriter, ExposureWriter,
    JobWriter, SourceWriter, ModelFileWriter
{
    /// Makes some of a transaction's changes: all of them or, where `body` throws, none.
    func attempt<Result>(_ body: () throws -> Result) throws -> Result
}

/// The extent of a checkpoint of the write-ahead log.
public enum CheckpointMode: Sendable {
    /// Moves what can be moved without waiting for readers or writers; leaves the rest for the next time.
    case passive
    /// Moves everything and empties the log, so that no removed bytes stay in it.
    case truncate
}

/// The treatment of a store that isn't there.
public enum StoreAbsence: Sendable {
    /// It is made.
    case create
    /// It is an error.
    case refuse
}

/// The one place where stores are opened, whatever keeps them.
public enum Stores {
    /// Returns the place that a text names: an address, `postgres://user@host/database?schema=shopguide`, or else a file.
    public static func place(_ text: String) -> URL {
        guard PostgresAddress.isOne(text), let url = URL(string: text) else { return URL(filePath: text) }
        return url
    }

    /// Returns a place as messages and people name it.
    public static func name(of place: URL) -> String {
        isFile(place) ? place.path(percentEncoded: false) : place.absoluteString
    }

    /// Returns whether a place is a file, which belongs to one machine, not a database that several share.
    public static func isFile(_ place: URL) -> Bool { !PostgresAddress.isOne(place.absoluteString) }

    /// Returns whether there is a store, or another file.
    ///
    /// - Throws: ``StoreError`` where it can't be found out.
    public static func isThere(_ place: URL) throws -> Bool {
        if isFile(place) { return FileManager.default.fileExists(atPath: place.path(percentEncoded: false)) }
        do { _ = try open(at: place, ifAbsent: .refuse) } catch let error as StoreError where error.code == .missing {
            return false
        }
        return true
    }

    /// Returns the place of another store beside one: `shop.sqlite` has `shop-acme.sqlite`, schema `shop` has `shop-acme`.
    ///
    /// - Throws: ``StoreError`` for an address that can't be understood.
    public static func place(named name: String, beside place: URL) throws -> URL {
        if isFile(place) {
            let end = place.pathExtension.isEmpty ? "" : ".\(place.pathExtension)"
            let own = place.deletingPathExtension().lastPathComponent
            return place.deletingLastPathComponent().appending(component: "\(own)-\(name)\(end)")
        }
        let address = try PostgresStore.address(place.absoluteString)
        return Self.place(address.address(ofSchema: "\(address.schema)-\(name)"))
    }

    /// Returns the file, or the name of none, beside which the files that belong to a store are kept.
    public static func companion(of place: URL) -> URL {
        guard !isFile(place), let address = try? PostgresAddress(place.absoluteString) else { return place }
        return StateFolder.url.appending(components: "postgres", address.fileName, address.schemaFileName)
    }

    /// Opens a store, and brings one of an earlier version up to date.
    ///
    /// - Parameters:
    ///   - url: The file of a SQLite store, beside which SQLite keeps two more with `-wal` and `-shm` after its name; or the address of
    ///     one in a PostgreSQL database, as ``place(_:)`` returns it.
    ///   - absence: The treatment of a store that isn't there.
    ///   - patience: The seconds to wait for other processes.
    /// - Returns: The store.
    /// - Throws: ``StoreError``: where it is missing, damaged, newer, in use, or another program's.
    public static func open(
        at url: URL, ifAbsent absence: StoreAbsence = .create, patience: Double = 10
    ) throws -> any Store {
        isFile(url)
            ? try SQLiteStore(at: url, ifAbsent: absence, patience: patience)
            : try PostgresStore(at: url.absoluteString, ifAbsent: absence, patience: patience)
    }

    /// Puts a backup in the place of a store that nobody uses, whole or not at all.
    ///
    /// - Parameters:
    ///   - backup: A file that ``Store/backUp(to:progress:)`` wrote.
    ///   - url: The store; it may be missing. Its earlier contents are gone.
    /// - Throws: ``StoreError`` where the backup isn't a sound store, or where the store is in use.
    public static func restore(_ backup: URL, to url: URL) throws {
        guard isFile(url) else {
            throw StoreError(
                .badRequest,
                "\(name(of: url)): pg_restore restores what pg_dump wrote, shopguide store copy what a file holds; see Docs/postgres.md"
            )
        }
        try SQLiteStore.restore(backup, to: url)
    }
}
