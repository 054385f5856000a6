import Foundation
import GRDB
import ShopGuide
import ShopGuideFeeds
import ShopGuideStore
import Synchronization
import Testing

/// Stores of the schema before, with rows as that version wrote them.
@Suite struct MigrationTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    /// Makes a store as version 0.5 did, with the schema of then.
    private func makeEarlier(_ name: String = "shop", products: Int = 0) throws {
        let queue = try DatabaseQueue(path: shop.url("\(name).sqlite").path)
        try Schema.migrator.migrate(queue, upTo: "5 experiments")
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO markets (id) VALUES ('DE'), ('FR'), ('US');
                    INSERT INTO categories (path, parent) VALUES ('kitchen', NULL), ('kitchen > mugs', 1);
                    INSERT INTO products (id, title, category, brand, price, currency, attributes, image, markets, availability)
                    VALUES ('m', '{"en":"Mug"}', 2, 'Kesselby', 125000, 'EUR', '{"colour":"blue"}', 'm.jpg', 'DE FR', 'in_stock'),
                        ('n', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'FR DE', NULL),
                        ('o', NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                        ('p', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'US', NULL);
                    INSERT INTO embeddings (product, name, vector) VALUES (1, 'vector', x'0000803F');
                    INSERT INTO points (product, model, fingerprint, numbers) VALUES (1, 'd', 5, x'0000803F');
                    INSERT INTO shoppers (id, market, attributes) VALUES ('s', 1, '{"age":3}'), ('t', NULL, NULL);
                    INSERT INTO sources (digest) VALUES ('0123456789abcdef');
                    INSERT INTO interactions (event, shopper, product, kind, value, time, market)
                    VALUES ('e', 1, 1, 3, 4.5, 1000, 2);
                    INSERT INTO interactions (source, line, shopper, product, kind) VALUES (1, 7, 2, 2, 4);
                    INSERT INTO settings (name, value) VALUES ('model', 'products');
                    """)
            for number in 0..<products {
                try database.execute(
                    sql: "INSERT INTO products (id, markets) VALUES (?, ?)",
                    arguments: ["q\(number)", number % 2 == 0 ? "DE US" : nil])
            }
        }
        try queue.close()
    }

    private static let exported = """
        {"attributes":{"colour":"blue"},"availability":"in_stock","brand":"Kesselby","category":["kitchen","mugs"],\
        "currency":"EUR","id":"m","image":"m.jpg","markets":["DE","FR"],"price":12.5,"title":{"en":"Mug"}}
        {"id":"n","markets":["FR","DE"]}
        {"category":["kitchen"],"id":"o"}
        {"id":"p","markets":["US"]}

        """

    @Test func `products of a store of the schema before are found by their words`() throws {
        try makeEarlier()
        let mug = LexicalQuery(tokens: ["mug", "blue"], parts: ["mug", "blue"])
        #expect(try shop.store().lexicalMatches(mug, limit: 5).matches.map(\.id) == ["m"])
        // Words that were divided by other rules are divided anew.
        let queue = try DatabaseQueue(path: shop.url("shop.sqlite").path)
        try queue.write { database in
            try database.execute(
                sql: "INSERT INTO search (search) VALUES ('delete-all'); UPDATE search_version SET version = 0")
            try database.execute(sql: "INSERT INTO search (rowid, tokens) VALUES (2, 'blue mug')")
        }
        try queue.close()
        #expect(try shop.store().lexicalMatches(mug, limit: 5).matches.map(\.id) == ["m"])
    }

    @Test func `a store of the schema before answers as before`() throws {
        try makeEarlier()
        let store = try shop.store()
        #expect(try store.exported(.products) == Self.exported)
        #expect(
            try store.exported(.products, as: .csv) == """
                id,title.en,category,brand,price,currency,image,markets,availability,attributes.colour
                m,Mug,kitchen > mugs,Kesselby,12.5,EUR,m.jpg,DE FR,in_stock,blue
                n,,,,,,,FR DE,,
                o,,kitchen,,,,,,,
                p,,,,,,,US,,

                """)
        #expect(try store.marketContents().map(\.products) == [2, 2, 1])
        var filter = CatalogueFilter()
        filter.market = "DE"
        #expect(try store.products(filter, after: nil, limit: 9).items.map(\.id) == ["m", "n", "o"])
        #expect(try store.embedding(named: "vector", of: "m") == [1])
        #expect(try store.modelEmbedding(of: "m", model: "d") == ModelEmbedding(fingerprint: 5, values: [1]))
        #expect(try store.interaction("0123456789abcdef:7")?.kind == .like)
        #expect(try store.setting("model") == "products")
        #expect(try store.problems().isEmpty)
        // It can be written to, and its feed begins.
        let position = try store.latestChange()
        try store.write { writer in
            try writer.save(Interaction(id: "f", shopper: "s", product: "o", kind: .view))
            try writer.removeProduct("n")
        }
        #expect(
            try store.allChanges(after: position).map(\.change) == [
                .productRemoved("n"),
                .interaction(Interaction(id: "f", shopper: "s", product: "o", kind: .view)),
            ])
        #expect(try store.problems().isEmpty)
    }

    @Test func `two who open it at once both find it migrated`() throws {
        try makeEarlier(products: 2000)
        let failures = Mutex<[String]>([])
        let done = Mutex(0)
        let url = shop.url("shop.sqlite")
        for _ in 0..<4 {
            Thread {
                do {
                    let store = try Stores.open(at: url)
                    let count = try store.marketContents().first { $0.id == "US" }?.products
                    if count != 1001 { failures.withLock { $0.append("US has \(count ?? 0) products") } }
                } catch { failures.withLock { $0.append("\(error)") } }
                done.withLock { $0 += 1 }
            }
            .start()
        }
        while done.withLock({ $0 }) < 4 { Thread.sleep(forTimeInterval: 0.005) }
        #expect(failures.withLock { $0 }.isEmpty)
    }

    @Test func `one whose migration was killed is migrated by the next`() throws {
        try makeEarlier(products: 5000)
        let queue = try DatabaseQueue(path: shop.url("shop.sqlite").path)
        try queue.writeWithoutTransaction { database in
            // With little memory, what isn't committed goes to the log.
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA cache_size = 2")
            try database.execute(
                sql: """
                    BEGIN IMMEDIATE; CREATE TABLE product_markets (x); UPDATE products SET markets = 'lost';
                    ALTER TABLE products DROP COLUMN markets
                    """)
            // As the files are where a process is killed now.
            for end in ["", "-wal"] {
                try FileManager.default.copyItem(at: shop.url("shop.sqlite\(end)"), to: shop.url("cut.sqlite\(end)"))
            }
            try database.execute(sql: "ROLLBACK")
        }
        let store = try shop.store("cut")
        #expect(try store.exported(.products).hasPrefix(Self.exported))
        #expect(try store.marketContents().map(\.products) == [2502, 2, 2501])
        #expect(try store.problems().isEmpty)
    }

    @Test func `a backup of the schema before can be restored`() throws {
        try makeEarlier("copy")
        try Stores.restore(shop.url("copy.sqlite"), to: shop.url("shop.sqlite"))
        #expect(try shop.store().exported(.products) == Self.exported)
    }
}
