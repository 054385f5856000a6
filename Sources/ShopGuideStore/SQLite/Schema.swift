import GRDB

/// The tables of the store, as a list of named changes to which new ones are only ever appended.
package enum Schema {
    /// Marks a SQLite file as a store of ours: "ShGd".
    static let applicationID = 0x5368_4764

    /// All changes so far, in order.
    package static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 catalogue") { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: catalogue)
        }
        migrator.registerMigration("2 taught categories") { database in try database.execute(sql: taught) }
        migrator.registerMigration("3 likes, removals and points") { try $0.execute(sql: likes) }
        migrator.registerMigration("4 answered requests and settings") { try $0.execute(sql: answered) }
        migrator.registerMigration("5 experiments") { try $0.execute(sql: experiments) }
        migrator.registerMigration("6 markets of products and changes") { try $0.execute(sql: changes) }
        migrator.registerMigration("7 further pictures") { try $0.execute(sql: pictures) }
        migrator.registerMigration("8 jobs and sources") { try $0.execute(sql: jobs) }
        migrator.registerMigration("9 pictures of examples") { try $0.execute(sql: examplePictures) }
        migrator.registerMigration("10 words of products") { try $0.execute(sql: SearchTable.first) }
        migrator.registerMigration("11 words without their texts") { try $0.execute(sql: SearchTable.withoutTexts) }
        migrator.registerMigration("12 what shoppers were shown") { try $0.execute(sql: exposures) }
        migrator.registerMigration("13 files of models") { try $0.execute(sql: modelFiles) }
        return migrator
    }

    /// Ids and paths are texts; rows refer to each other by number. A title and attributes are JSON objects, a price is in
    /// ten-thousandths, a time in milliseconds since 1970.
    private static let catalogue = """
        CREATE TABLE markets (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
        CREATE TABLE categories (
            row INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, parent INTEGER REFERENCES categories (row));
        CREATE TABLE products (
            row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, category INTEGER REFERENCES categories (row),
            brand TEXT, price INTEGER, currency TEXT, attributes TEXT, image TEXT, markets TEXT, availability TEXT,
            CHECK ((price IS NULL) = (currency IS NULL)));
        CREATE INDEX products_by_category ON products (category);
        CREATE TABLE embeddings (
            product INTEGER NOT NULL REFERENCES products (row), name TEXT NOT NULL, vector BLOB NOT NULL,
            PRIMARY KEY (product, name));
        CREATE TABLE shoppers (
            row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, market INTEGER REFERENCES markets (row), attributes TEXT);
        CREATE TABLE sources (row INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE);
        CREATE TABLE interactions (
            row INTEGER PRIMARY KEY, event TEXT, source INTEGER REFERENCES sources (row), line INTEGER,
            shopper INTEGER NOT NULL REFERENCES shoppers (row), product INTEGER NOT NULL REFERENCES products (row),
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3), value REAL, time INTEGER,
            market INTEGER REFERENCES markets (row),
            CHECK ((event IS NULL) = (source IS NOT NULL) AND (source IS NULL) = (line IS NULL)));
        CREATE UNIQUE INDEX interactions_by_event ON interactions (event) WHERE event IS NOT NULL;
        CREATE UNIQUE INDEX interactions_by_line ON interactions (source, line) WHERE source IS NOT NULL;
        CREATE TABLE imports (
            row INTEGER PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL, settings TEXT NOT NULL,
            line INTEGER NOT NULL, stored INTEGER NOT NULL, added INTEGER NOT NULL, rejected INTEGER NOT NULL,
            rejected_file TEXT NOT NULL, rejected_bytes INTEGER NOT NULL, finished INTEGER NOT NULL,
            UNIQUE (source, kind, settings));
        """

    /// Categories that were taught from examples; an embedding is float32 values, as many as the encoder makes.
    private static let taught = """
        CREATE TABLE taught_categories (
            row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, encoder TEXT NOT NULL, created INTEGER NOT NULL);
        CREATE TABLE taught_examples (
            category INTEGER NOT NULL REFERENCES taught_categories (row) ON DELETE CASCADE, id TEXT NOT NULL,
            embedding BLOB NOT NULL, created INTEGER NOT NULL, PRIMARY KEY (category, id));
        """

    /// Answers to requests that had a key of their own, so that none is done twice; and settings of the store.
    private static let answered = """
        CREATE TABLE answered_requests (
            key TEXT PRIMARY KEY, digest TEXT NOT NULL, answer TEXT NOT NULL, created INTEGER NOT NULL);
        CREATE INDEX answered_requests_by_age ON answered_requests (created);
        CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        """

    /// Two more kinds of interaction: SQLite changes a table's checks only by making the table anew, with the same rows. Indexes
    /// find what one shopper did, and what was done with one product. Whoever keeps row numbers compares the count of removals:
    /// a number may have become another's. Points are where products lie as a model sees them.
    private static let likes = """
        CREATE TABLE interactions_of_all_kinds (
            row INTEGER PRIMARY KEY, event TEXT, source INTEGER REFERENCES sources (row), line INTEGER,
            shopper INTEGER NOT NULL REFERENCES shoppers (row), product INTEGER NOT NULL REFERENCES products (row),
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 5), value REAL, time INTEGER,
            market INTEGER REFERENCES markets (row),
            CHECK ((event IS NULL) = (source IS NOT NULL) AND (source IS NULL) = (line IS NULL)));
        INSERT INTO interactions_of_all_kinds (row, event, source, line, shopper, product, kind, value, time, market)
            SELECT row, event, source, line, shopper, product, kind, value, time, market FROM interactions;
        DROP TABLE interactions;
        ALTER TABLE interactions_of_all_kinds RENAME TO interactions;
        CREATE UNIQUE INDEX interactions_by_event ON interactions (event) WHERE event IS NOT NULL;
        CREATE UNIQUE INDEX interactions_by_line ON interactions (source, line) WHERE source IS NOT NULL;
        CREATE INDEX interactions_by_shopper ON interactions (shopper);
        CREATE INDEX interactions_by_product ON interactions (product);
        CREATE TABLE removals (row INTEGER PRIMARY KEY CHECK (row = 1), count INTEGER NOT NULL);
        INSERT INTO removals (row, count) VALUES (1, 0);
        CREATE TABLE points (
            product INTEGER NOT NULL REFERENCES products (row), model TEXT NOT NULL, fingerprint INTEGER NOT NULL,
            numbers BLOB NOT NULL, PRIMARY KEY (product, model));
        """

    /// Two guides side by side, and which product of which one each shopper was shown. `since` is the last interaction before
    /// that: what a shopper does counts for what they were shown before. Shoppers and products are texts, for neither has to be
    /// there for a list to be shown.
    private static let experiments = """
        CREATE TABLE experiments (
            row INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, a TEXT NOT NULL, b TEXT NOT NULL, design TEXT NOT NULL,
            share REAL NOT NULL, started INTEGER NOT NULL, stopped INTEGER);
        CREATE TABLE exposures (
            shopper TEXT NOT NULL, experiment INTEGER NOT NULL REFERENCES experiments (row) ON DELETE CASCADE,
            arm TEXT NOT NULL, lists INTEGER NOT NULL, PRIMARY KEY (shopper, experiment, arm)) WITHOUT ROWID;
        CREATE TABLE exposed_products (
            shopper TEXT NOT NULL, experiment INTEGER NOT NULL REFERENCES experiments (row) ON DELETE CASCADE,
            product TEXT NOT NULL, arm TEXT NOT NULL, since INTEGER NOT NULL,
            PRIMARY KEY (shopper, experiment, product)) WITHOUT ROWID;
        """

    /// The log of lists that shoppers were shown, and what they did because of them. Lists, shoppers and products are texts, for none of
    /// them has to be there.
    private static let exposures = """
        CREATE TABLE logged_exposures (
            list TEXT NOT NULL, position INTEGER NOT NULL, shopper TEXT NOT NULL, product TEXT NOT NULL,
            propensity REAL, time INTEGER NOT NULL, PRIMARY KEY (list, position)) WITHOUT ROWID;
        CREATE INDEX logged_exposures_by_shopper ON logged_exposures (shopper);
        CREATE TABLE responses (
            list TEXT NOT NULL, product TEXT NOT NULL, kind INTEGER NOT NULL, shopper TEXT NOT NULL,
            time INTEGER NOT NULL, PRIMARY KEY (list, product, kind)) WITHOUT ROWID;
        CREATE INDEX responses_by_shopper ON responses (shopper);
        """

    /// Copies of the active models.
    private static let modelFiles = """
        CREATE TABLE model_files (
            model TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, contents BLOB NOT NULL,
            PRIMARY KEY (model, path));
        """

    /// The pictures of a product beside the one that is shown, a JSON list.
    private static let pictures = """
        ALTER TABLE products ADD COLUMN further_images TEXT;
        """

    /// Jobs of a service, and the sources that it fetches, with the products that each of them brought: how often each was missed
    /// since, and what the fetch that is under way brings. Products are texts, for they may be removed and come again.
    private static let jobs = """
        CREATE TABLE jobs (
            row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, created INTEGER NOT NULL,
            ended INTEGER, cancelled INTEGER NOT NULL DEFAULT 0, content TEXT NOT NULL);
        CREATE INDEX open_jobs ON jobs (row) WHERE ended IS NULL;
        CREATE TABLE product_sources (
            row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, next INTEGER NOT NULL, content TEXT NOT NULL);
        CREATE TABLE source_products (
            source INTEGER NOT NULL REFERENCES product_sources (row), product TEXT NOT NULL, missed INTEGER NOT NULL,
            PRIMARY KEY (source, product)) WITHOUT ROWID;
        CREATE INDEX sources_by_product ON source_products (product);
        CREATE TABLE source_arrivals (
            source INTEGER NOT NULL REFERENCES product_sources (row), product TEXT NOT NULL,
            PRIMARY KEY (source, product)) WITHOUT ROWID;
        """

    /// Fingerprints of examples' pictures, by which copies are found.
    private static let examplePictures = """
        ALTER TABLE taught_examples ADD COLUMN picture TEXT;
        """

    /// The markets of products are rows, not a text. Changes are what each commit changed: rows of a table from the first to the
    /// last, or an id; see ``ChangeLog``. The feed has an identity, the number of the commit up to which changes were deleted, and
    /// the last rows of interactions and shoppers that were deleted, so that no row is used twice.
    private static let changes = """
        CREATE TABLE product_markets (
            product INTEGER NOT NULL REFERENCES products (row), place INTEGER NOT NULL,
            market INTEGER NOT NULL REFERENCES markets (row), PRIMARY KEY (product, place)) WITHOUT ROWID;
        CREATE TABLE market_lists (
            list TEXT NOT NULL, place INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (list, place)) WITHOUT ROWID;
        WITH RECURSIVE codes (list, place, code, rest) AS (
            SELECT DISTINCT markets, -1, '', markets || ' ' FROM products WHERE markets IS NOT NULL
            UNION ALL
            SELECT list, place + 1, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
                FROM codes WHERE rest <> '')
        INSERT INTO market_lists (list, place, code) SELECT list, place, code FROM codes WHERE code <> '';
        INSERT OR IGNORE INTO markets (id) SELECT DISTINCT code FROM market_lists ORDER BY code;
        INSERT INTO product_markets (product, place, market)
            SELECT products.row, market_lists.place, markets.row
            FROM products CROSS JOIN market_lists ON market_lists.list = products.markets
            CROSS JOIN markets ON markets.id = market_lists.code;
        DROP TABLE market_lists;
        ALTER TABLE products DROP COLUMN markets;
        CREATE TABLE feed (
            row INTEGER PRIMARY KEY CHECK (row = 1), feed TEXT NOT NULL, pruned INTEGER NOT NULL,
            interactions INTEGER NOT NULL, shoppers INTEGER NOT NULL);
        INSERT INTO feed (row, feed, pruned, interactions, shoppers) VALUES (1, lower(hex(randomblob(16))), 0, 0, 0);
        CREATE TABLE changes (
            number INTEGER NOT NULL, record INTEGER NOT NULL, kind INTEGER NOT NULL, first INTEGER NOT NULL,
            last INTEGER NOT NULL, bound INTEGER, id TEXT, PRIMARY KEY (number, record)) WITHOUT ROWID;
        """
}
