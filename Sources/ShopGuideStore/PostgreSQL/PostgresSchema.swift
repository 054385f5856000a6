import ShopGuidePostgres

/// The tables of a store in a PostgreSQL schema, as a list of named changes to which new ones are only ever appended.
///
/// They are those of the SQLite store, with the same numbers of rows. Differences: the markets of a product are a text of codes, and
/// `feed` has the last number that was used of each kind of row, so that a writer, who holds the lock on it, needn't ask, and the version of
/// the rules by which products have their tokens.
enum PostgresSchema {
    /// A change of the tables.
    struct Migration {
        var name: String
        var sql: String
    }

    /// All changes so far, in order.
    static let migrations = [
        Migration(name: "1 everything", sql: tables), Migration(name: "2 rate limits", sql: tokenBuckets),
        Migration(name: "3 what shoppers were shown", sql: exposures),
        Migration(name: "4 files of models", sql: modelFiles),
    ]

    /// Brings a schema up to date, which is made where it is missing, while other processes that want to do the same wait.
    ///
    /// - Throws: ``StoreError`` for a newer or another program's schema, `PostgresError`.
    static func migrate(_ connection: PostgresConnection, _ address: PostgresAddress, ifAbsent absence: StoreAbsence)
        throws
    {
        let done = try applied(connection, address)
        if let done, done == migrations.count { return }
        if let done, done > migrations.count { throw newer(address) }
        if done == nil, absence == .refuse {
            throw StoreError(
                .missing,
                "\(address.text): there is no such store; shopguide catalog import makes one: shopguide catalog import builtin --store \(address.text)"
            )
        }
        try connection.execute("BEGIN")
        do {
            try connection.query(
                "SELECT pg_advisory_xact_lock(hashtextextended($1, 7))", [.text("shopguide \(address.schema)")])
            let done = try applied(connection, address) ?? 0
            if done == 0 {
                try checkIsEmpty(connection, address)
                try connection.execute("CREATE SCHEMA IF NOT EXISTS \(address.quotedSchema)")
                try connection.execute("CREATE TABLE migrations (number bigint PRIMARY KEY, name text NOT NULL)")
            }
            for (number, migration) in migrations.enumerated().dropFirst(done) {
                try connection.execute(migration.sql)
                try connection.query(
                    "INSERT INTO migrations (number, name) VALUES ($1, $2)",
                    [.integer(Int64(number + 1)), .text(migration.name)])
            }
            try connection.execute("COMMIT")
        } catch {
            try? connection.execute("ROLLBACK")
            throw error
        }
    }

    /// Returns the number of changes that were made; nil where there is no store.
    private static func applied(_ connection: PostgresConnection, _ address: PostgresAddress) throws -> Int? {
        guard try tables(named: "relname = 'migrations'", connection, address) > 0 else { return nil }
        var count = 0
        try connection.query("SELECT coalesce(max(number), 0) FROM migrations") { count = Int($0.integer(0) ?? 0) }
        return count
    }

    private static func checkIsEmpty(_ connection: PostgresConnection, _ address: PostgresAddress) throws {
        guard try tables(named: "true", connection, address) == 0 else {
            throw StoreError(
                .damaged,
                "\(address.text): schema \"\(address.schema)\" holds tables of another program; choose another with ?schema="
            )
        }
    }

    /// Counts the schema's tables of a condition. (`to_regclass` would remember, until the end of the transaction, that there was none.)
    private static func tables(
        named condition: String, _ connection: PostgresConnection, _ address: PostgresAddress
    ) throws -> Int64 {
        var count: Int64 = 0
        try connection.query(
            """
            SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                WHERE nspname = $1 AND \(condition)
            """, [.text(address.schema)]
        ) { count = $0.integer(0) ?? 0 }
        return count
    }

    static func newer(_ address: PostgresAddress) -> StoreError {
        StoreError(.newer, "\(address.text): written by a newer shopguide; use that one, or import into a new store")
    }

    /// Nothing is lost where a server that was killed empties it.
    private static let tokenBuckets = """
        CREATE UNLOGGED TABLE token_buckets (
            name \(text) PRIMARY KEY, taken double precision NOT NULL, tokens double precision NOT NULL,
            time timestamptz NOT NULL)
        """

    /// A text is compared by its bytes, as SQLite does.
    private static let text = #"text COLLATE "C""#

    private static let tables = """
        CREATE TABLE feed (
            feed text NOT NULL, pruned bigint NOT NULL, latest bigint NOT NULL, removals bigint NOT NULL,
            markets bigint NOT NULL, categories bigint NOT NULL, products bigint NOT NULL, shoppers bigint NOT NULL,
            sources bigint NOT NULL, interactions bigint NOT NULL, tokens bigint NOT NULL);
        INSERT INTO feed VALUES (replace(gen_random_uuid()::text, '-', ''), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        CREATE TABLE changes (
            number bigint NOT NULL, record bigint NOT NULL, kind bigint NOT NULL, first bigint NOT NULL,
            last bigint NOT NULL, bound bigint, id \(text), PRIMARY KEY (number, record));

        CREATE TABLE markets (row bigint PRIMARY KEY, id \(text) NOT NULL UNIQUE);
        CREATE TABLE categories (row bigint PRIMARY KEY, path \(text) NOT NULL UNIQUE, parent bigint);
        CREATE TABLE products (
            row bigint PRIMARY KEY, id \(text) NOT NULL UNIQUE, title \(text), category bigint, brand \(text),
            price bigint, currency \(text), attributes \(text), image \(text), availability \(text),
            further_images \(text), markets \(text), tokens text[] COLLATE "C", CHECK ((price IS NULL) = (currency IS NULL)));
        CREATE INDEX products_by_category ON products (category);
        CREATE INDEX products_by_token ON products USING gin (tokens);
        CREATE TABLE embeddings (
            product bigint NOT NULL, name \(text) NOT NULL, vector bytea NOT NULL, PRIMARY KEY (product, name));
        CREATE TABLE points (
            product bigint NOT NULL, model \(text) NOT NULL, fingerprint bigint NOT NULL, numbers bytea NOT NULL,
            PRIMARY KEY (product, model));

        CREATE TABLE shoppers (
            row bigint PRIMARY KEY, id \(text) NOT NULL UNIQUE, market bigint, attributes \(text));
        CREATE TABLE sources (row bigint PRIMARY KEY, digest \(text) NOT NULL UNIQUE);
        CREATE TABLE interactions (
            row bigint PRIMARY KEY, event \(text), source bigint, line bigint, shopper bigint NOT NULL,
            product bigint NOT NULL, kind bigint NOT NULL CHECK (kind BETWEEN 0 AND 5), value double precision,
            time bigint, market bigint,
            CHECK ((event IS NULL) = (source IS NOT NULL) AND (source IS NULL) = (line IS NULL)));
        CREATE UNIQUE INDEX interactions_by_event ON interactions (event) WHERE event IS NOT NULL;
        CREATE UNIQUE INDEX interactions_by_line ON interactions (source, line) WHERE source IS NOT NULL;
        CREATE INDEX interactions_by_shopper ON interactions (shopper, row);
        CREATE INDEX interactions_by_product ON interactions (product);

        CREATE TABLE imports (
            row bigint PRIMARY KEY, source \(text) NOT NULL, kind \(text) NOT NULL, settings \(text) NOT NULL,
            line bigint NOT NULL, stored bigint NOT NULL, added bigint NOT NULL, rejected bigint NOT NULL,
            rejected_file \(text) NOT NULL, rejected_bytes bigint NOT NULL, finished bigint NOT NULL,
            UNIQUE (source, kind, settings));
        CREATE TABLE taught_categories (
            row bigint PRIMARY KEY, id \(text) NOT NULL UNIQUE, encoder \(text) NOT NULL, created bigint NOT NULL);
        CREATE TABLE taught_examples (
            category bigint NOT NULL REFERENCES taught_categories (row) ON DELETE CASCADE, id \(text) NOT NULL,
            embedding bytea NOT NULL, created bigint NOT NULL, picture \(text), PRIMARY KEY (category, id));
        CREATE TABLE answered_requests (
            key \(text) PRIMARY KEY, digest \(text) NOT NULL, answer \(text) NOT NULL, created bigint NOT NULL);
        CREATE INDEX answered_requests_by_age ON answered_requests (created);
        CREATE TABLE settings (name \(text) PRIMARY KEY, value \(text) NOT NULL);

        CREATE TABLE experiments (
            row bigint PRIMARY KEY, name \(text) NOT NULL UNIQUE, a \(text) NOT NULL, b \(text) NOT NULL,
            design \(text) NOT NULL, share double precision NOT NULL, started bigint NOT NULL, stopped bigint);
        CREATE TABLE exposures (
            shopper \(text) NOT NULL, experiment bigint NOT NULL, arm \(text) NOT NULL, lists bigint NOT NULL,
            PRIMARY KEY (shopper, experiment, arm));
        CREATE TABLE exposed_products (
            shopper \(text) NOT NULL, experiment bigint NOT NULL, product \(text) NOT NULL, arm \(text) NOT NULL,
            since bigint NOT NULL, PRIMARY KEY (shopper, experiment, product));

        CREATE TABLE jobs (
            row bigint PRIMARY KEY, id \(text) NOT NULL UNIQUE, state \(text) NOT NULL, created bigint NOT NULL,
            ended bigint, cancelled bigint NOT NULL DEFAULT 0, content \(text) NOT NULL);
        CREATE INDEX open_jobs ON jobs (row) WHERE ended IS NULL;
        CREATE TABLE product_sources (
            row bigint PRIMARY KEY, id \(text) NOT NULL UNIQUE, next bigint NOT NULL, content \(text) NOT NULL);
        CREATE TABLE source_products (
            source bigint NOT NULL, product \(text) NOT NULL, missed bigint NOT NULL, PRIMARY KEY (source, product));
        CREATE INDEX sources_by_product ON source_products (product);
        CREATE TABLE source_arrivals (
            source bigint NOT NULL, product \(text) NOT NULL, PRIMARY KEY (source, product));
        """

    private static let exposures = """
        CREATE TABLE logged_exposures (
            list \(text) NOT NULL, position bigint NOT NULL, shopper \(text) NOT NULL, product \(text) NOT NULL,
            propensity double precision, time bigint NOT NULL, PRIMARY KEY (list, position));
        CREATE INDEX logged_exposures_by_shopper ON logged_exposures (shopper);
        CREATE TABLE responses (
            list \(text) NOT NULL, product \(text) NOT NULL, kind bigint NOT NULL, shopper \(text) NOT NULL,
            time bigint NOT NULL, PRIMARY KEY (list, product, kind));
        CREATE INDEX responses_by_shopper ON responses (shopper);
        """

    private static let modelFiles = """
        CREATE TABLE model_files (
            model \(text) NOT NULL, path \(text) NOT NULL, digest \(text) NOT NULL, contents bytea NOT NULL,
            PRIMARY KEY (model, path))
        """
}
