import Foundation
import GRDB
import ShopGuide
import ShopGuideStore
import Synchronization
import Testing

/// Copies of a store in use, and their way back.
@Suite struct BackupTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private static func product(_ number: Int) -> Product {
        Product(id: "p\(number)", title: LocalizedText("Mug \(number)"))
    }

    @Test func `a backup holds what was there, and comes back`() throws {
        let store = try shop.store()
        try store.write { writer in
            for number in 0..<500 { try writer.save(Self.product(number)) }
            try writer.save(Interaction(id: "e1", shopper: "s1", product: "p1", kind: .view))
        }
        var steps: [Int64] = []
        try store.backUp(to: shop.url("copy.sqlite")) { done, all in
            steps.append(done)
            #expect(done <= all)
        }
        #expect(steps.last ?? 0 > 0)
        _ = try store.write { try $0.save(Self.product(1000)) }
        try Stores.restore(shop.url("copy.sqlite"), to: shop.url("other.sqlite"))
        let restored = try shop.store("other")
        #expect(try restored.problems().isEmpty)
        #expect(try restored.contents().products == 500)
        #expect(try restored.interaction("e1")?.shopper == "s1")
        let files = try FileManager.default.contentsOfDirectory(atPath: shop.folder.path)
        #expect(!files.contains { $0.hasSuffix(".partial") || $0.hasPrefix("copy.sqlite-") })
    }

    @Test func `a backup under writes is of one moment`() throws {
        let store = try shop.store()
        // Two products always together: a copy that has one without the other is of no moment.
        let stops = Mutex(false)
        let writer = Thread {
            var number = 0
            while !stops.withLock({ $0 }) {
                _ = try? store.write { writer in
                    try writer.save(Self.product(2 * number))
                    try writer.save(Self.product(2 * number + 1))
                }
                number += 1
            }
        }
        writer.start()
        defer { stops.withLock { $0 = true } }
        var sizes: [Int] = []
        for round in 0..<5 {
            try store.backUp(to: shop.url("copy\(round).sqlite"))
            try Stores.restore(shop.url("copy\(round).sqlite"), to: shop.url("other\(round).sqlite"))
            let copy = try shop.store("other\(round)")
            let count = try copy.contents().products
            #expect(count % 2 == 0)
            #expect(try count == 0 || copy.product("p\(count - 1)") != nil)
            sizes.append(count)
        }
        #expect(sizes == sizes.sorted())
        #expect(sizes[0] < sizes[4])
    }

    @Test func `a store that is in use, even idly, is left as it is`() throws {
        let store = try shop.store()
        try store.backUp(to: shop.url("copy.sqlite"))
        _ = try store.write { try $0.save(Self.product(1)) }
        #expect {
            try Stores.restore(shop.url("copy.sqlite"), to: shop.url("shop.sqlite"))
        } throws: { error in
            let error = error as? StoreError
            return error?.code == .inUse
                && error?.message.hasSuffix(
                    "shop.sqlite: in use; stop shopguide serve, and what else uses it, and try again") == true
        }
        #expect(try store.product("p1") != nil)
        _ = try store.write { try $0.save(Self.product(2)) }
        #expect(try store.problems().isEmpty)
    }

    @Test func `what was in a store is gone once another is in its place`() throws {
        do {
            let store = try shop.store()
            _ = try store.write { try $0.save(Self.product(1)) }
            try store.backUp(to: shop.url("copy.sqlite"))
            try store.write { writer in for number in 2..<3000 { try writer.save(Self.product(number)) } }
        }
        try Stores.restore(shop.url("copy.sqlite"), to: shop.url("shop.sqlite"))
        let store = try shop.store()
        #expect(try store.contents().products == 1)
        #expect(try store.problems().isEmpty)
        _ = try store.write { try $0.save(Self.product(5)) }
    }

    @Test func `a damaged backup is refused, and the store stays`() throws {
        do {
            let store = try shop.store()
            try store.write { writer in for number in 0..<3000 { try writer.save(Self.product(number)) } }
            try store.backUp(to: shop.url("copy.sqlite"))
        }
        var bytes = try Data(contentsOf: shop.url("copy.sqlite"))
        for place in stride(from: 20_000, to: bytes.count, by: 997) { bytes[place] ^= 0x5A }
        try bytes.write(to: shop.url("flipped.sqlite"))
        try bytes.prefix(bytes.count / 2).write(to: shop.url("half.sqlite"))
        try Data("not a store".utf8).write(to: shop.url("text.sqlite"))
        for name in ["flipped", "half", "text"] {
            #expect("\(name)") {
                try Stores.restore(shop.url("\(name).sqlite"), to: shop.url("shop.sqlite"))
            } throws: { ($0 as? StoreError)?.code == .damaged }
        }
        #expect(throws: StoreError.self) {
            try Stores.restore(shop.url("none.sqlite"), to: shop.url("shop.sqlite"))
        }
        #expect(try shop.store().contents().products == 3000)
    }

    @Test func `another program's file isn't restored`() throws {
        let queue = try DatabaseQueue(path: shop.url("foreign.sqlite").path)
        try queue.write { try $0.execute(sql: "CREATE TABLE t (x)") }
        try queue.close()
        #expect { try Stores.restore(shop.url("foreign.sqlite"), to: shop.url("new.sqlite")) } throws: {
            ($0 as? StoreError)?.message.hasSuffix("isn't a store; shopguide backup writes one") == true
        }
        #expect(!FileManager.default.fileExists(atPath: shop.url("new.sqlite").path))
    }

    @Test func `a backup into a folder that isn't there says so and leaves nothing`() throws {
        let store = try shop.store()
        #expect(throws: (any Error).self) { try store.backUp(to: shop.url("none/copy.sqlite")) }
        #expect(throws: StoreError.self) { try store.backUp(to: shop.url("shop.sqlite")) }
        #expect(try store.problems().isEmpty)
    }
}
