import CLibPQ

/// A connection to a PostgreSQL server, through libpq; used by one thread at a time.
///
/// Statements are prepared when they are first run, and kept. In a pipeline, ``send(_:_:)`` doesn't wait for the server; the next
/// ``query(_:_:streaming:_:)`` does, and throws what one of them met.
public final class PostgresConnection: @unchecked Sendable {
    let handle: OpaquePointer
    /// The names of the prepared statements by their texts.
    private var names: [String: String] = [:]
    private var namesGiven = 0
    /// The commands whose results weren't read, the oldest first.
    private var unread = Unread()
    private var isPipelining = false
    /// The number of rows that were passed on since ``forgetRows()``.
    public private(set) var rowsPassed = 0
    /// The server's word for the last command, `COMMIT` say.
    private var lastTag = ""

    /// A command whose result wasn't read.
    private struct Command {
        /// The text of the statement that it prepares, if it does.
        var preparation: String?
        /// The receiver of the result's rows.
        var handler: ((PostgresRow) throws -> Void)?
    }

    /// A queue of commands.
    private struct Unread {
        private var commands: [Command?] = []
        private var start = 0
        var count: Int { commands.count - start }
        private(set) var handlers = 0

        mutating func append(_ command: Command) {
            commands.append(command)
            if command.handler != nil { handlers += 1 }
        }

        mutating func popFirst() -> Command? {
            guard start < commands.count, let command = commands[start] else { return nil }
            commands[start] = nil
            start += 1
            if start == commands.count { (commands, start) = ([], 0) }
            if command.handler != nil { handlers -= 1 }
            return command
        }
    }

    /// Connects to a server.
    ///
    /// - Parameters:
    ///   - address: A `postgresql://` address that libpq understands.
    ///   - seconds: The seconds to wait, for each of the server's addresses.
    /// - Throws: ``PostgresError``.
    public init(to address: String, seconds: Int = 10) throws {
        // What comes before the address is overridden by it.
        let settings: [(String, String)] = [
            ("connect_timeout", "\(max(2, seconds))"), ("application_name", "shopguide"), ("keepalives_idle", "10"),
            ("keepalives_interval", "5"), ("keepalives_count", "3"), ("dbname", address), ("client_encoding", "UTF8"),
        ]
        let opened = Self.withStrings(settings.map(\.0)) { keys in
            Self.withStrings(settings.map(\.1)) { PQconnectdbParams(keys, $0, 1) }
        }
        guard let opened else { throw PostgresError(message: "no memory for a connection", isLost: true) }
        handle = opened
        guard PQstatus(handle) == CONNECTION_OK else { throw PostgresError(handle) }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit { PQfinish(handle) }

    private static func withStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let all = texts.flatMap { Array($0.utf8CString) }
        return all.withUnsafeBufferPointer { buffer in
            var (pointers, offset) = ([UnsafePointer<CChar>?](), 0)
            for text in texts {
                pointers.append(buffer.baseAddress?.advanced(by: offset))
                offset += text.utf8.count + 1
            }
            return body(pointers + [nil])
        }
    }

    /// Returns whether the connection is open, as far as this side knows without asking the server.
    public var isOpen: Bool { PQconsumeInput(handle) == 1 && PQstatus(handle) == CONNECTION_OK }

    /// Returns whether a transaction is under way.
    public var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

    /// Returns the version of the server, as 150018.
    public var serverVersion: Int { Int(PQserverVersion(handle)) }

    /// Begins to count rows anew.
    public func forgetRows() { rowsPassed = 0 }

    /// Runs statements that take no values and whose results nobody needs, one text with `;` between them.
    public func execute(_ script: String) throws {
        try endPipeline()
        let result = PQexec(handle, script)
        defer { PQclear(result) }
        try check(result)
    }

    /// Runs a statement, and passes the rows of its result to `body`.
    ///
    /// - Parameters:
    ///   - sql: The statement, with `$1` and so on for values.
    ///   - values: The values.
    ///   - isStreamed: Whether rows are passed on as they come, for there may be many.
    ///   - body: Receives a row; it must not use the connection.
    /// - Returns: The number of rows that the statement changed or returned.
    /// - Throws: ``PostgresError``, or what `body` throws.
    @discardableResult
    public func query(
        _ sql: String, _ values: [PostgresValue] = [], streaming isStreamed: Bool = false,
        _ body: (PostgresRow) throws -> Void = { _ in }
    ) throws -> Int {
        if isPipelining { return try pipelinedQuery(sql, values, body) }
        let name = try preparedName(of: sql)
        let isSent = ArgumentBuffer(values).withPointers { PQsendQueryPrepared(handle, name, $0, $1, $2, $3, 1) }
        guard isSent == 1 else { throw PostgresError(handle) }
        if isStreamed { PQsetSingleRowMode(handle) }
        var count = 0
        do {
            while let result = PQgetResult(handle) {
                defer { PQclear(result) }
                try check(result)
                count += try passRows(of: result, to: body)
            }
        } catch {
            stop(asking: !(error is PostgresError))
            throw error
        }
        return count
    }

    /// Reads the rest of a result that nobody needs; the server can be asked to end it.
    private func stop(asking isAsking: Bool) {
        if isAsking, let cancel = PQgetCancel(handle) {
            var reason = [CChar](repeating: 0, count: 256)
            PQcancel(cancel, &reason, 256)
            PQfreeCancel(cancel)
        }
        while let result = PQgetResult(handle) { PQclear(result) }
    }

    /// Commits the transaction.
    ///
    /// - Throws: ``PostgresError``, also where the server rolled it back, for a statement in it had failed.
    public func commit() throws {
        try query("COMMIT")
        guard lastTag == "COMMIT" else {
            throw PostgresError(state: "25P02", message: "the transaction was rolled back after an error")
        }
    }

    private func passRows(of result: OpaquePointer, to body: (PostgresRow) throws -> Void) throws -> Int {
        let rows = PQntuples(result)
        lastTag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
        for row in 0..<rows {
            rowsPassed += 1
            try body(PostgresRow(result: result, row: row))
        }
        if PQresultStatus(result) == PGRES_TUPLES_OK || PQresultStatus(result) == PGRES_SINGLE_TUPLE {
            return Int(rows)
        }
        return PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    private func preparedName(of sql: String) throws -> String {
        if let name = names[sql] { return name }
        let name = newName()
        let result = PQprepare(handle, name, sql, 0, nil)
        defer { PQclear(result) }
        try check(result)
        names[sql] = name
        return name
    }

    private func newName() -> String {
        namesGiven += 1
        return "s\(namesGiven)"
    }

    private func check(_ result: OpaquePointer?) throws {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_EMPTY_QUERY, PGRES_COPY_IN: return
        default: throw PostgresError(result, on: handle)
        }
    }
}

// MARK: - Pipelines

extension PostgresConnection {
    /// The most commands whose results wait to be read, so that neither side waits for the other to read.
    private static let mostUnread = 128

    /// Begins a pipeline; nothing happens where there is one.
    public func beginPipeline() throws {
        guard !isPipelining else { return }
        guard PQenterPipelineMode(handle) == 1 else { throw PostgresError(handle) }
        isPipelining = true
    }

    /// Ends the pipeline, once all results were read; nothing happens where there is none.
    public func endPipeline() throws {
        guard isPipelining else { return }
        try synchronize()
        guard PQexitPipelineMode(handle) == 1 else { throw PostgresError(handle) }
        isPipelining = false
    }

    /// Whether rows of statements that were sent wait to be received.
    public var hasHandlers: Bool { unread.handlers > 0 }

    /// Sends a statement without waiting for the server, in a pipeline.
    ///
    /// - Parameters:
    ///   - sql: The statement.
    ///   - values: The values.
    ///   - handler: Receives the rows of the result when it is read.
    /// - Throws: ``PostgresError``, of an earlier statement too.
    public func send(
        _ sql: String, _ values: [PostgresValue] = [], handler: ((PostgresRow) throws -> Void)? = nil
    ) throws {
        try beginPipeline()
        if unread.count >= Self.mostUnread { try readAll() }
        let name: String
        if let known = names[sql] {
            name = known
        } else {
            name = newName()
            guard PQsendPrepare(handle, name, sql, 0, nil) == 1 else { throw PostgresError(handle) }
            names[sql] = name
            unread.append(Command(preparation: sql))
        }
        let isSent = ArgumentBuffer(values).withPointers { PQsendQueryPrepared(handle, name, $0, $1, $2, $3, 1) }
        guard isSent == 1 else { throw PostgresError(handle) }
        unread.append(Command(handler: handler))
    }

    /// Reads the results of everything that was sent.
    public func readAll() throws {
        guard unread.count > 0 else { return }
        try flush()
        while let command = unread.popFirst() { _ = try readResult(of: command, command.handler ?? { _ in }) }
    }

    private func pipelinedQuery(
        _ sql: String, _ values: [PostgresValue], _ body: (PostgresRow) throws -> Void
    ) throws -> Int {
        try send(sql, values)
        try flush()
        while let command = unread.popFirst() {
            let isLast = unread.count == 0
            if isLast { return try readResult(of: command, body) }
            _ = try readResult(of: command, command.handler ?? { _ in })
        }
        return 0
    }

    private func flush() throws {
        guard PQsendFlushRequest(handle) == 1, PQflush(handle) >= 0 else { throw PostgresError(handle) }
    }

    /// Reads the result of the oldest command, which was taken from the queue.
    private func readResult(of command: Command, _ body: (PostgresRow) throws -> Void) throws -> Int {
        guard let result = PQgetResult(handle) else { throw PostgresError(handle) }
        defer { PQclear(result) }
        do {
            try check(result)
        } catch {
            if let preparation = command.preparation { names[preparation] = nil }
            // The server leaves out everything up to a mark.
            try? synchronize()
            throw error
        }
        // The end of this command's results.
        if let more = PQgetResult(handle) { PQclear(more) }
        return try passRows(of: result, to: body)
    }

    /// Sends a mark and reads everything before it.
    private func synchronize() throws {
        guard PQpipelineSync(handle) == 1 else { throw PostgresError(handle) }
        var failure: (any Error)?
        while true {
            guard let result = PQgetResult(handle) else {
                guard PQstatus(handle) == CONNECTION_OK else { throw PostgresError(handle) }
                continue
            }
            defer { PQclear(result) }
            let status = PQresultStatus(result)
            if status == PGRES_PIPELINE_SYNC { break }
            guard let command = unread.popFirst() else {
                guard PQstatus(handle) == CONNECTION_OK else { throw PostgresError(handle) }
                continue
            }
            if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK {
                do { _ = try passRows(of: result, to: command.handler ?? { _ in }) } catch {
                    failure = failure ?? error
                }
            } else {
                if let preparation = command.preparation { names[preparation] = nil }
                if status != PGRES_PIPELINE_ABORTED { failure = failure ?? PostgresError(result, on: handle) }
            }
        }
        if let failure { throw failure }
    }
}

// MARK: - COPY

extension PostgresConnection {
    /// Copies rows into a table.
    ///
    /// - Parameters:
    ///   - sql: `COPY table (columns) FROM STDIN (FORMAT binary)`.
    ///   - rows: The rows.
    /// - Throws: ``PostgresError``; none of the rows is there then.
    public func copy(_ sql: String, _ rows: PostgresCopyRows) throws {
        try endPipeline()
        let begun = PQexec(handle, sql)
        defer { PQclear(begun) }
        try check(begun)
        let data = rows.finished()
        let isSent = data.withUnsafeBytes { bytes in
            PQputCopyData(handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard isSent == 1, PQputCopyEnd(handle, nil) == 1 else { throw PostgresError(handle) }
        var failure: PostgresError?
        while let result = PQgetResult(handle) {
            if PQresultStatus(result) != PGRES_COMMAND_OK { failure = PostgresError(result, on: handle) }
            PQclear(result)
        }
        if let failure { throw failure }
    }
}

/// Rows for ``PostgresConnection/copy(_:_:)``, in PostgreSQL's binary form.
public struct PostgresCopyRows {
    private var buffer = ValueBuffer()
    /// The number of rows.
    public private(set) var count = 0

    /// Creates an empty list of rows.
    public init() {}

    /// The bytes so far.
    public var bytes: Int { buffer.bytes.count }

    /// Adds a row.
    public mutating func append(_ values: [PostgresValue]) {
        if count == 0 {
            buffer.bytes += [UInt8]("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)
        }
        buffer.append(Int16(values.count))
        for value in values { buffer.append(value) }
        count += 1
    }

    /// Removes all rows.
    public mutating func removeAll() {
        buffer.bytes.removeAll(keepingCapacity: true)
        count = 0
    }

    fileprivate func finished() -> [UInt8] { buffer.bytes + [0xFF, 0xFF] }
}
