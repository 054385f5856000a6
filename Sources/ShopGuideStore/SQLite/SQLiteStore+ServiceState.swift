import GRDB
public import ShopGuide

extension SQLiteStoreWriter {
    /// Returns the answer to an earlier request of the same key.
    public func answer(to key: String) throws -> AnsweredRequest? {
        try Row.fetchOne(database, sql: "SELECT digest, answer FROM answered_requests WHERE key = ?", arguments: [key])
            .map { AnsweredRequest(digest: $0[0], answer: $0[1]) }
    }

    /// Keeps the answer to a request, and removes those that are older than a moment.
    public func keep(_ answer: AnsweredRequest, to key: String, at time: Timestamp, forgetting old: Timestamp) throws {
        try database.execute(sql: "DELETE FROM answered_requests WHERE created < ?", arguments: [old.milliseconds])
        try database.execute(
            sql: "INSERT INTO answered_requests (key, digest, answer, created) VALUES (?, ?, ?, ?)",
            arguments: [key, answer.digest, answer.answer, time.milliseconds])
    }

    /// Returns a setting of the store, as the transaction sees it.
    public func setting(_ name: String) throws -> String? {
        try String.fetchOne(database, sql: "SELECT value FROM settings WHERE name = ?", arguments: [name])
    }

    /// Saves a setting of the store.
    public func set(_ name: String, to value: String) throws {
        try database.execute(
            sql:
                "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [name, value])
        changes.add(.setting, id: name)
    }
}

extension SQLiteStore {
    /// Returns a setting of the store.
    public func setting(_ name: String) throws -> String? {
        try read { try String.fetchOne($0, sql: "SELECT value FROM settings WHERE name = ?", arguments: [name]) }
    }
}
