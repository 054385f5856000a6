public import Foundation
import ShopGuidePostgres

/// A store in a schema of a PostgreSQL database.
///
/// Writers hold the lock on the one row of `feed` from the beginning of a transaction to its end: commits are numbered in the order in
/// which they become visible, rows that were looked up stay true, and no transaction fails because of another. Readers never wait.
public final class PostgresStore: Store {
    let address: PostgresAddress
    let pool: PostgresPool
    /// The most records that the feed keeps.
    let changesKept: Int
    /// The rows of ids that earlier transactions found; held by whoever writes.
    let memory = WriterMemory()
    private let patience: Double

    /// The address, in which there is no password.
    public var path: String { address.text }
    /// The name of no file in the user's folder of state.
    public var companion: URL { Stores.companion(of: Stores.place(path)) }

    /// Opens a store, and brings one of an earlier version up to date.
    ///
    /// - Parameters:
    ///   - text: Its address: `postgres://user@host/database?schema=shopguide`.
    ///   - absence: The treatment of a store that isn't there.
    ///   - patience: The seconds to wait for the server and for other writers.
    /// - Throws: ``StoreError``: where it can't be reached, is missing, newer, or another program's.
    public convenience init(at text: String, ifAbsent absence: StoreAbsence = .create, patience: Double = 10) throws {
        try self.init(at: text, ifAbsent: absence, patience: patience, changesKept: 1 << 18)
    }

    /// Opens a store whose feed keeps another number of records than usual.
    package init(
        at text: String, ifAbsent absence: StoreAbsence = .create, patience: Double = 10, changesKept: Int
    ) throws {
        address = try Self.address(text)
        (self.patience, self.changesKept) = (patience, changesKept)
        let schema = address.quotedSchema
        pool = PostgresPool(to: address.server, size: Self.connections, seconds: min(patience, 5)) { connection in
            try Self.prepare(connection, schema: schema, patience: patience)
        }
        try mapped {
            try pool.withConnection { connection in
                try Self.check(connection, address)
                try PostgresSchema.migrate(connection, address, ifAbsent: absence)
                if try Self.hasStaleTokens(connection) { try Self.fillTokens(connection) }
            }
        }
    }

    /// Reads an address.
    ///
    /// - Throws: ``StoreError``.
    static func address(_ text: String) throws -> PostgresAddress {
        do { return try PostgresAddress(text) } catch let problem as PostgresAddress.Problem {
            throw StoreError(.badRequest, problem.description)
        }
    }

    /// The most connections of one store: as many readers and writers don't wait for each other.
    private static let connections = 8
    /// The oldest server that the statements run on.
    private static let oldestServer = 130_000

    private static func prepare(_ connection: PostgresConnection, schema: String, patience: Double) throws {
        // A writer that stops in the middle, or is cut off, doesn't keep the others out for good.
        try connection.execute(
            """
            SET search_path = \(schema); SET client_min_messages = warning; SET lock_timeout = \(Int(patience * 1000));
            SET idle_in_transaction_session_timeout = 60000; SET default_transaction_isolation = 'read committed';
            SET plan_cache_mode = auto;
            SELECT set_config('synchronous_commit', 'on', false)
                WHERE current_setting('synchronous_commit') IN ('off', 'local')
            """)
    }

    private static func check(_ connection: PostgresConnection, _ address: PostgresAddress) throws {
        guard connection.serverVersion >= oldestServer else {
            throw StoreError(
                .unreadable, "\(address.text): PostgreSQL \(connection.serverVersion / 10_000); it must be 13 or newer")
        }
        var encoding = ""
        try connection.query("SELECT current_setting('server_encoding')") { encoding = $0.text(0) ?? "" }
        guard encoding == "UTF8" else {
            throw StoreError(
                .unreadable,
                "\(address.text): the database's encoding is \(encoding); make one with: createdb --encoding UTF8 --template template0 NAME"
            )
        }
    }

    /// Reads from one state of the store, whatever is written meanwhile; again where the connection was lost before the first row.
    @discardableResult
    func read<Result>(
        consistently isConsistent: Bool = false, _ body: (PostgresConnection) throws -> Result
    ) throws -> Result {
        try mapped {
            var attempts = 0
            while true {
                var (rows, isOpened) = (0, false)
                do {
                    return try pool.withConnection { connection in
                        isOpened = true
                        defer { rows = connection.rowsPassed }
                        guard isConsistent else { return try body(connection) }
                        try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                        defer { try? connection.execute("COMMIT") }
                        return try body(connection)
                    }
                } catch let error as PostgresError where error.isLost && isOpened && rows == 0 && attempts < 2 {
                    attempts += 1
                }
            }
        }
    }

    /// Runs `body`; throws PostgreSQL's errors as ``StoreError``.
    func mapped<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as PostgresError { throw StoreError(error, path: path) }
    }
}

extension StoreError {
    /// Translates PostgreSQL's error for the store of an address.
    init(_ error: PostgresError, path: String) {
        if error.isLost {
            self.init(.away, "\(path): the database can't be reached (\(error.message)); try again when it is there")
            return
        }
        let state = error.state ?? ""
        switch state {
        case "55P03", "40001", "40P01", "25P03":
            self.init(.inUse, "\(path): another process is writing; wait for it or stop it, and try again")
        case "53100": self.init(.full, "\(path): no space left on the database's disk; what was acknowledged is safe")
        case "53200", "53300", "53400":
            self.init(.away, "\(path): the database has no room for another connection (\(error.message))")
        case "22021": self.init(.badRequest, "a text has a NUL character, which PostgreSQL can't keep; leave it out")
        case "54000": self.init(.badRequest, "\(path): an id is too long for the database (\(error.message))")
        case _ where state.hasPrefix("28") || state == "42501" || state == "3D000":
            self.init(
                .unreadable,
                "\(path): the database refuses (\(error.message)); see its owner, or choose another --store")
        case _ where state.hasPrefix("XX") || state == "22P02":
            self.init(.damaged, "\(path): the database is damaged (\(error.message)); restore a backup")
        case "": self.init(.unreadable, "\(path): can't be opened (\(error.message)); is the address right?")
        default: self.init(.inconsistent, "\(path): \(error.message)")
        }
    }
}
