import Foundation
import ShopGuidePostgres

extension PostgresStore {
    /// Makes changes in one transaction: all of them are on the server's disk when this returns, or none was made.
    public func commit<Result>(_ body: (any StoreWriter) throws -> Result) throws -> Committed<Result> {
        try transaction { try body($0) }
    }

    /// Makes several changes in one transaction, each by itself: one that fails is as if it had not been tried.
    public func commit(each changes: [(any StoreWriter) throws -> Void]) throws -> Committed<[(any Error)?]> {
        try transaction { writer in
            try changes.map { change in
                do {
                    try writer.attempt { try change(writer) }
                    return nil
                } catch let error as PostgresError {
                    // What the server has rolled back as a whole, a lost connection say, is nobody's alone.
                    guard !error.isLost else { throw error }
                    return StoreError(error, path: path)
                } catch {
                    return error
                }
            }
        }
    }

    /// Makes changes in one transaction, which waits for its turn among the writers of all processes.
    func transaction<Result>(_ body: (PostgresStoreWriter) throws -> Result) throws -> Committed<Result> {
        memory.turn.lock()
        defer { memory.turn.unlock() }
        return try mapped {
            var (hasBegun, attempts) = (false, 0)
            while true {
                var isOpened = false
                do {
                    return try pool.withConnection { connection in
                        isOpened = true
                        do {
                            let row = try begin(on: connection)
                            hasBegun = true
                            return try run(body, row, on: connection)
                        } catch {
                            memory.forget()
                            try? connection.endPipeline()
                            try? connection.execute("ROLLBACK")
                            throw error
                        }
                    }
                } catch let error as PostgresError where error.isLost && isOpened && !hasBegun && attempts < 2 {
                    // The connection was lost while nobody used it. Once the body has begun it can't be run again.
                    attempts += 1
                }
            }
        }
    }

    private func begin(on connection: PostgresConnection) throws -> FeedRow {
        try connection.send("BEGIN")
        var found: FeedRow?
        try connection.query(
            "SELECT \(FeedRow.columns), pg_current_xact_id()::text::bigint FROM feed FOR UPDATE"
        ) { found = FeedRow($0) }
        guard let found else { throw PostgresError(state: "XX000", message: "the store has no feed") }
        memory.renew(for: found)
        return found
    }

    private func run<Result>(
        _ body: (PostgresStoreWriter) throws -> Result, _ row: FeedRow, on connection: PostgresConnection
    ) throws -> Committed<Result> {
        let writer = PostgresStoreWriter(connection, row, memory)
        let committed = try writer.committed(body(writer), keeping: changesKept)
        do {
            try connection.commit()
            try connection.endPipeline()
        } catch let error as PostgresError where error.isLost {
            guard try isCommitted(row.transaction, after: error) else { throw error }
        }
        memory.renew(for: writer.feed)
        return committed
    }

    /// Asks the server, over another connection, whether a transaction was committed whose end wasn't heard of.
    private func isCommitted(_ transaction: Int64, after failure: PostgresError) throws -> Bool {
        for _ in 0..<50 {
            let status = try pool.withConnection {
                try $0.texts("SELECT pg_xact_status($1::text::xid8)", [.text("\(transaction)")]).first
            }
            switch status {
            case "committed": return true
            case "aborted": return false
            default: Thread.sleep(forTimeInterval: 0.1)
            }
        }
        throw failure
    }
}
