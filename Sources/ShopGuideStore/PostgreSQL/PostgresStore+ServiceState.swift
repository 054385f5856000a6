import ShopGuide
import ShopGuidePostgres

extension PostgresStoreWriter {
    /// Returns the answer to an earlier request of the same key.
    func answer(to key: String) throws -> AnsweredRequest? {
        var found: AnsweredRequest?
        try connection.query("SELECT digest, answer FROM answered_requests WHERE key = $1", checked([.text(key)])) {
            found = AnsweredRequest(digest: $0.text(0) ?? "", answer: $0.text(1) ?? "")
        }
        return found
    }

    /// Keeps the answer to a request, and removes those that are older than a moment.
    func keep(_ answer: AnsweredRequest, to key: String, at time: Timestamp, forgetting old: Timestamp) throws {
        try connection.send("DELETE FROM answered_requests WHERE created < $1", [.integer(old.milliseconds)])
        try connection.send(
            "INSERT INTO answered_requests (key, digest, answer, created) VALUES ($1, $2, $3, $4)",
            checked([.text(key), .text(answer.digest), .text(answer.answer), .integer(time.milliseconds)]))
    }

    /// Returns a setting of the store, as the transaction sees it.
    func setting(_ name: String) throws -> String? {
        try connection.texts("SELECT value FROM settings WHERE name = $1", checked([.text(name)])).first
    }

    /// Saves a setting of the store.
    func set(_ name: String, to value: String) throws {
        try connection.send(
            "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            checked([.text(name), .text(value)]))
        changes.add(.setting, id: name)
    }
}

extension PostgresStore {
    /// Returns a setting of the store.
    public func setting(_ name: String) throws -> String? {
        try read { try $0.texts("SELECT value FROM settings WHERE name = $1", [.text(name)]).first }
    }
}
