import Foundation
import LocalPostgres
import ShopGuide
import ShopGuideFeeds
import ShopGuidePostgres
import ShopGuideStore
import Synchronization
import Testing

/// A store in a PostgreSQL database, and what can become of either.
@Suite(.enabled(if: LocalPostgres.isThere, "there is no PostgreSQL server: Scripts/postgres installs it"))
struct PostgresTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private var address: String { get throws { try LocalPostgres.shared.get().address(for: shop.folder, "shop") } }

    private func expect(_ code: StoreError.Code, _ words: String, _ body: () throws -> Void) {
        let error = #expect(throws: StoreError.self) { try body() }
        #expect(error?.code == code)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "nothing")")
    }

    @Test func `ids are compared by their bytes`() throws {
        let store = try Stores.open(at: Stores.place(address))
        let ids = ["\u{E9}", "e\u{301}", "E\u{301}", "a", "A", "\u{FB01}", "fi", "東京", "🫖"]
        try store.write { writer in for id in ids { try writer.save(Product(id: id, title: LocalizedText(id))) } }
        for id in ids { #expect(try store.product(id)?.id.utf8.elementsEqual(id.utf8) == true) }
        #expect(try store.contents().products == ids.count)
    }

    @Test func `a NUL character is refused, and so is a whole row with one`() throws {
        let store = try Stores.open(at: Stores.place(address))
        let reason = "a text has a NUL character, which PostgreSQL can't keep; leave it out"
        let products = [
            Product(id: "a\0"), Product(id: "a", title: LocalizedText("\0")), Product(id: "a", brand: "b\0"),
            Product(id: "a", attributes: ["\0": .number(1)]), Product(id: "a", attributes: ["k": .text("\0")]),
        ]
        for product in products {
            #expect(throws: RowProblem(reason)) { try store.write { try $0.save(product) } }
        }
        #expect(try store.write { try $0.save(Product(id: "a", title: LocalizedText(#"\u0000 is text"#))) })
        expect(.badRequest, "a text has a NUL character") { _ = try store.product("a\0") }
        #expect(try store.contents().products == 1)
    }

    @Test func `a schema of another program, of a newer version, or that isn't there is refused`() throws {
        let address = try address
        let place = Stores.place(address)
        expect(.missing, "there is no such store") { _ = try Stores.open(at: place, ifAbsent: .refuse) }
        let connection = try PostgresConnection(to: PostgresAddress(address).server)
        let schema = try PostgresAddress(address).quotedSchema
        try connection.execute("CREATE SCHEMA \(schema); CREATE TABLE \(schema).orders (id bigint)")
        expect(.damaged, "holds tables of another program") { _ = try Stores.open(at: place) }
        try connection.execute("DROP TABLE \(schema).orders")
        _ = try Stores.open(at: place)
        try connection.execute("INSERT INTO \(schema).migrations VALUES (1000, 'of tomorrow')")
        expect(.newer, "written by a newer shopguide") { _ = try Stores.open(at: place) }
    }

    @Test func `an address is refused with its password unsaid, and a server that isn't there at once`() throws {
        for address in ["postgres://me:secret@host/shop", "postgres:///shop?password=secret"] {
            let error = #expect(throws: StoreError.self) { _ = try Stores.open(at: Stores.place(address)) }
            #expect(error?.message.contains("has a password in it") == true)
            #expect(error?.message.contains("secret") == false)
        }
        expect(.away, "the database can't be reached") {
            _ = try Stores.open(at: Stores.place("postgres://me@127.0.0.1:1/shop"))
        }
        let place = Stores.place("postgresql://me@host:5432/shop?sslmode=require&schema=a%20b")
        let address = try PostgresAddress(place.absoluteString)
        #expect(address.schema == "a b" && address.server == "postgresql://me@host:5432/shop?sslmode=require")
        #expect(try Stores.place(named: "acme", beside: place).absoluteString == address.server + "&schema=a%20b-acme")
        #expect(Stores.companion(of: place).path.contains("/postgres/"))
        #expect(Stores.place("shop.sqlite").isFileURL)
    }

    @Test func `many who open a new store at once find the same one`() throws {
        let place = Stores.place(try address)
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            do {
                try Stores.open(at: place).write { _ = try $0.save(Product(id: "\(number)")) }
            } catch { failures.withLock { $0.append("\(error)") } }
        }
        #expect(failures.withLock { $0 }.isEmpty)
        #expect(try Stores.open(at: place).contents().products == 8)
    }

    @Test func `those who found a store missing, and waited while another made it, find it made`() throws {
        let place = Stores.place(try address)
        let other = try PostgresConnection(to: PostgresAddress(address).server)
        // The lock of those who make a store: all of them have looked before anybody gets it.
        let key = "hashtextextended('shopguide \(try PostgresAddress(address).schema)', 7)"
        try other.execute("BEGIN; SELECT pg_advisory_xact_lock(\(key))")
        let openers = 3
        let failures = Mutex<[String]>([])
        let group = DispatchGroup()
        for number in 0..<openers {
            group.enter()
            Thread.detachNewThread {
                do { try Stores.open(at: place).write { _ = try $0.save(Product(id: "\(number)")) } } catch {
                    failures.withLock { $0.append("\(error)") }
                }
                group.leave()
            }
        }
        var waiting: Int64 = 0
        let end = ContinuousClock.now + .seconds(30)
        while waiting < openers, .now < end {
            try other.query(
                """
                SELECT count(*) FROM pg_locks
                    WHERE locktype = 'advisory' AND NOT granted AND (classid::bigint << 32 | objid::bigint) = \(key)
                """
            ) { waiting = $0.integer(0) ?? 0 }
        }
        try other.execute("COMMIT")
        #expect(group.wait(timeout: .now() + 60) == .success)
        #expect(failures.withLock { $0 } == [])
        #expect(try Stores.open(at: place).contents().products == openers)
    }

    @Test func `a watch is woken by another process's commits in its schema alone`() throws {
        let place = Stores.place(try address)
        let wakes = DispatchSemaphore(value: 0)
        let watch = try Stores.open(at: place).watch { wakes.signal() }
        #expect(wakes.wait(timeout: .now() + 30) == .success)
        let elsewhere = try Stores.open(at: Stores.place(named: "other", beside: place))
        _ = try elsewhere.write { try $0.save(Product(id: "a")) }
        #expect(wakes.wait(timeout: .now() + 0.2) == .timedOut)
        _ = try Stores.open(at: place).write { try $0.save(Product(id: "a")) }
        #expect(wakes.wait(timeout: .now() + 30) == .success)
        withExtendedLifetime(watch) {}
    }

    @Test func `a bucket of tokens is emptied once by all who take from it, and fills up over time`() throws {
        let stores = try (0..<4).map { _ in try Stores.open(at: Stores.place(address)) }
        let taken = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 100) { number in
            let grant = try? stores[number % 4].takeTokens(1 + number % 3, from: "k", rate: 0.001, burst: 50)
            taken.withLock { $0 += grant?.taken ?? 0 }
        }
        #expect(taken.withLock { $0 } == 50)
        #expect(try stores[0].takeTokens(5, from: "k", rate: 0.001, burst: 50)?.taken == 0)
        #expect(try stores[0].takeTokens(5, from: "k", rate: 1e9, burst: 50)?.left == 45)
        #expect(try stores[1].takeTokens(5, from: "another", rate: 1, burst: 3)?.taken == 3)
    }

    @Test func `two writers take turns, and neither loses anything`() throws {
        let place = Stores.place(try address)
        let numbers = Mutex<[Int64]>([])
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { writer in
            do {
                let store = try Stores.open(at: place)
                for number in 0..<100 {
                    let committed = try store.commit { try $0.save(Product(id: "\(writer) \(number)")) }
                    if let change = committed.change { numbers.withLock { $0.append(change) } }
                }
            } catch { failures.withLock { $0.append("\(error)") } }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(numbers.withLock { $0.sorted() } == Array(1...200))
        #expect(try Stores.open(at: place).contents().products == 200)
    }

    @Test func `a transaction whose connection is cut leaves nothing, and the next one goes on`() throws {
        let address = try address
        let store = try Stores.open(at: Stores.place(address))
        let other = try PostgresConnection(to: PostgresAddress(address).server)
        try store.write { _ = try $0.save(Product(id: "before")) }
        expect(.away, "the database can't be reached") {
            try store.write { writer in
                try writer.save(Product(id: "cut here"))
                _ = try writer.answer(to: "cut here")
                try other.query(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_class ON pg_class.oid = relation "
                        + "WHERE relname = 'feed' AND mode = 'RowShareLock' AND relnamespace = to_regnamespace($1)",
                    [.text(PostgresAddress(address).quotedSchema)])
                for number in 0..<3 { try writer.save(Product(id: "\(number)")) }
            }
        }
        try store.write { _ = try $0.save(Product(id: "after")) }
        var ids: [String] = []
        try store.forEachProduct { ids.append($0.id) }
        #expect(ids == ["before", "after"])
        #expect(try store.problems().isEmpty)
    }

    @Test func `what was acknowledged is there after the server was killed, and the same store goes on`() throws {
        let server = try LocalPostgres()
        let store = try Stores.open(at: Stores.place(server.address(schema: "shop")), patience: 1)
        var acknowledged: [String] = []
        let kills = 5
        for round in 0..<kills {
            for number in 0..<20 {
                try store.write { _ = try $0.save(Product(id: "\(round) \(number)")) }
                acknowledged.append("\(round) \(number)")
            }
            // A transaction that is under way then is gone.
            #expect(throws: StoreError.self) {
                try store.write { writer in
                    try writer.save(Product(id: "lost \(round)"))
                    try server.kill()
                    try writer.save(Product(id: "lost too \(round)"))
                }
            }
            expect(.away, "the database can't be reached") { _ = try store.contents() }
            try server.start()
            var ids: [String] = []
            try store.forEachProduct { ids.append($0.id) }
            #expect(ids == acknowledged)
        }
        #expect(try store.latestChange().number == Int64(20 * kills))
    }
}
