import Foundation
import GRDB
import ShopGuide
import ShopGuideStore
import Testing
import ShopGuideApplication

/// Stores that can't be used as they are, and what is said of them.
@Suite struct StoreFaultTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    /// Expects an error whose message, without the folder's path, is as given.
    private func expect(
        _ code: StoreError.Code, _ message: String, location: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) throws {
        let error = #expect(throws: StoreError.self, sourceLocation: location) { try body() }
        let folder = shop.folder.path(percentEncoded: false)
        let words = error?.message.replacing("\(folder)/", with: "").replacing(folder, with: "")
        #expect(words == message, sourceLocation: location)
        #expect(error?.code == code, sourceLocation: location)
    }

    private func other(_ name: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: shop.url(name).path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test func `another program's file is left as it is`() throws {
        try other("shop.sqlite", "CREATE TABLE notes (text)")
        let before = try Data(contentsOf: shop.url("shop.sqlite"))
        try expect(.damaged, "shop.sqlite: a SQLite file of another program; choose another --store") {
            _ = try shop.store()
        }
        #expect(try Data(contentsOf: shop.url("shop.sqlite")) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: shop.folder.path) == ["shop.sqlite"])
    }

    @Test func `a newer version's store is left to it`() throws {
        _ = try shop.store().write { try $0.save(Product(id: "a")) }
        try other("shop.sqlite", "INSERT INTO grdb_migrations (identifier) VALUES ('99 later')")
        let words = "written by a newer shopguide; use that one, or import into a new store"
        try expect(.newer, "shop.sqlite: \(words)") { _ = try shop.store() }
    }

    @Test func `an earlier version's store is brought up to date`() throws {
        let queue = try DatabaseQueue(path: shop.url("shop.sqlite").path)
        let first = try #require(Schema.migrator.migrations.first)
        try Schema.migrator.migrate(queue, upTo: first)
        try queue.write { try $0.execute(sql: "INSERT INTO products (id, brand) VALUES ('a', 'Kesselby')") }
        #expect(try queue.read { try !Schema.migrator.hasCompletedMigrations($0) })
        try queue.close()
        let store = try shop.store()
        #expect(try store.product("a")?.brand == "Kesselby")
        #expect(try store.contents().taught == 0)
        #expect(try store.problems().isEmpty)
    }

    @Test func `what shoppers did is kept when two more kinds come`() throws {
        let queue = try DatabaseQueue(path: shop.url("shop.sqlite").path)
        try Schema.migrator.migrate(queue, upTo: "2 taught categories")
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO products (id) VALUES ('p');
                    INSERT INTO shoppers (id) VALUES ('s');
                    INSERT INTO sources (digest) VALUES ('0123456789abcdef');
                    INSERT INTO interactions (event, shopper, product, kind, value) VALUES ('e', 1, 1, 3, 4.5);
                    INSERT INTO interactions (source, line, shopper, product, kind, time) VALUES (1, 7, 1, 1, 2, 1000);
                    """)
        }
        try queue.close()
        let store = try shop.store()
        let before = "{\"id\":\"e\",\"kind\":\"rating\",\"product\":\"p\",\"shopper\":\"s\",\"value\":4.5}\n"
        #expect(try store.exported(.interactions).hasPrefix(before))
        try store.write { writer in
            try writer.save(Interaction(id: "l", shopper: "s", product: "p", kind: .like))
            try writer.save(Interaction(id: "e", shopper: "s", product: "p", kind: .dismiss))
        }
        #expect(try store.contents().interactions == ["dismiss": 1, "like": 1, "purchase": 1])
        #expect(try store.interaction("0123456789abcdef:7")?.kind == .purchase)
        #expect(try store.interaction("e")?.kind == .dismiss)
        #expect(try store.problems().isEmpty)
    }

    @Test func `an import looks rows up again where one was removed meanwhile`() throws {
        let store = try shop.store()
        _ = try store.write { try $0.save(Product(id: "p")) }
        var request = try shop.request(
            .interactions, "shopper,product,kind\n" + String(repeating: "s,p,view\n", count: 20))
        request.batch = 10
        let work = try TableImport(request, into: store)
        #expect(try work.step())
        try store.write { _ = try $0.removeShopper("s") }
        while try work.step() {}
        #expect(try store.problems().isEmpty)
        #expect(try store.contents().interactions == ["view": 10])
    }

    @Test func `a store whose making was cut short is made`() throws {
        try other("shop.sqlite", "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
        #expect(try shop.store().contents().products == 0)
    }

    @Test func `an empty file becomes a store`() throws {
        try Data().write(to: shop.url("shop.sqlite"))
        #expect(try shop.store().contents().products == 0)
    }

    @Test func `a store that isn't there is named`() throws {
        let words = "there is no such store; shopguide catalog import makes one: shopguide catalog import builtin"
        try expect(.missing, "shop.sqlite: \(words)") {
            _ = try Stores.open(at: shop.url("shop.sqlite"), ifAbsent: .refuse)
        }
    }

    @Test func `a file that is no store is named`() throws {
        try Data("id,title\na,b\n".utf8).write(to: shop.url("shop.sqlite"))
        let words = "damaged or not a store (file is not a database); restore a copy, or import into a new one"
        try expect(.damaged, "shop.sqlite: \(words)") { _ = try shop.store() }
    }

    @Test func `a folder that isn't there is named`() throws {
        let words = "can't be opened for writing (unable to open database file); choose another --store"
        try expect(.unreadable, "none/shop.sqlite: \(words)") { _ = try Stores.open(at: shop.url("none/shop.sqlite")) }
    }

    @Test func `a damaged store is found out`() throws {
        try shop.store().write { writer in
            for index in 0..<5000 { try writer.save(Product(id: "product \(index)", brand: "Kesselby")) }
        }
        let file = try FileHandle(forUpdating: shop.url("shop.sqlite"))
        let size = try file.seekToEnd()
        for offset in stride(from: size / 4096 * 3 / 4 * 4096, to: size, by: 4096) {
            try file.seek(toOffset: offset)
            try file.write(contentsOf: Data(repeating: 0xA5, count: 64))
        }
        try file.close()
        // When it is opened, or at the latest when it is read.
        let error = #expect(throws: StoreError.self) {
            let problems = try shop.store().problems()
            guard problems.isEmpty else { throw StoreError(.damaged, problems[0]) }
        }
        #expect(error?.code == .damaged)
        #expect(throws: StoreError.self) { try shop.store().exported(.products) }
    }

    @Test func `a store that another process writes to can be read, and is said to be in use`() throws {
        let store = try shop.store(patience: 0.05)
        try store.write { _ = try $0.save(Product(id: "a")) }
        let other = try DatabaseQueue(path: shop.url("shop.sqlite").path)
        try other.inTransaction(.immediate) { database in
            try database.execute(sql: "INSERT INTO products (id) VALUES ('b')")
            let words = "in use by another process; wait for it or stop it, and try again"
            try expect(.inUse, "shop.sqlite: \(words)") { try store.write { _ = try $0.save(Product(id: "c")) } }
            #expect(try shop.store(patience: 0.05).contents().products == 1)
            return .commit
        }
        try store.write { _ = try $0.save(Product(id: "c")) }
        #expect(try store.contents().products == 3)
    }
}
