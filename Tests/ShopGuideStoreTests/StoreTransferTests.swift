import Foundation
import ShopGuide
import ShopGuideStore
import Testing

/// Copies of whole stores from one kind to another.
@Suite struct StoreTransferTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    /// Fills every table.
    private static func fill(_ store: any Store) throws {
        let time = Timestamp(milliseconds: 7)
        try store.write { writer in
            for number in 0..<40 {
                try writer.save(
                    Product(
                        id: "p\(number)", title: LocalizedText(["de": "Becher", "": "杯"]), category: Category("a > b"),
                        price: Price("1.5", currency: "EUR"), attributes: ["n": .number(Double(number))],
                        markets: number % 2 == 0 ? ["FR", "DE"] : []))
                try writer.save(Shopper(id: "s\(number)", market: "DE"))
                try writer.save(
                    Interaction(
                        id: "e\(number)", shopper: "s\(number)", product: "p\(number)", kind: .rating, value: 0.1))
            }
            try writer.save(
                Interaction(shopper: "s1", product: "p1", kind: .view),
                at: SourceLine(source: "0123456789abcdef", line: 3))
            try writer.removeProduct("p7")
            try writer.removeShopper("s39")
            try writer.save(embedding: [1, 0.25], named: "text", of: "p1")
            try writer.save(ModelEmbedding(fingerprint: -1, values: [1]), of: "p1", model: "m")
            try writer.teach(StoredExample(id: "p1", embedding: [1], created: time), to: "mugs", encoder: "m")
            try writer.set("a", to: "b")
            try writer.keep(AnsweredRequest(digest: "d", answer: "{}"), to: "k", at: time, forgetting: time)
            try writer.begin(Experiment(name: "x", a: "popular", b: "relation", started: time))
            try writer.expose([TeamDraft.Pick(product: "p2", team: .a)], to: "s2", in: "x")
            try writer.save(
                Exposure(recommendation: "r", shopper: "s2", product: "p2", position: 1, propensity: 0.1, time: time))
            try writer.save(
                RecommendationResponse(recommendation: "r", shopper: "s2", product: "p2", kind: .view, time: time))
            try writer.save(StoredJob(id: "j", state: .queued, created: time, content: "{}"))
            try writer.save(StoredSource(id: "feed", next: time, content: "{}"))
            try writer.save(ModelFile(model: "m", path: "model.json", digest: "d"), [0, 255])
            try writer.addArrivals(["p1", "p2"], toSource: "feed")
            _ = try writer.settleArrivals(ofSource: "feed", missesUntilOutOfStock: 3)
            try writer.addArrivals(["p2"], toSource: "feed")
        }
        try store.write { _ = try $0.save(Interaction(id: "last", shopper: "s2", product: "p2", kind: .view)) }
    }

    @Test(arguments: StoreKind.all, StoreKind.all)
    func `a copy holds the same, and goes on as the other does`(_ one: StoreKind, _ other: StoreKind) throws {
        let (source, target) = (try one.store(shop, "source"), try other.store(shop, "target"))
        try Self.fill(source)
        let report = try StoreTransfer(from: source, to: target).run()
        #expect(report.tables.allSatisfy { $0.rows > 0 || $0.name == "imports" })
        for kind in TableKind.allCases { #expect(try target.exported(kind) == source.exported(kind)) }
        #expect(try target.loggedExposures(to: "s2") == source.loggedExposures(to: "s2"))
        #expect(try target.responses(of: "s2") == source.responses(of: "s2"))
        #expect(try target.result(of: "x") == source.result(of: "x"))
        #expect(try target.contents() == source.contents())
        #expect(try target.problems().isEmpty)
        // What comes next has the same number in both.
        for store in [source, target] {
            try store.write { writer in
                try writer.save(Product(id: "next"))
                try writer.save(Interaction(id: "next", shopper: "new", product: "next", kind: .view))
            }
        }
        let (old, new) = (
            try source.shoppers(in: nil, after: nil, limit: 38), try target.shoppers(in: nil, after: nil, limit: 38)
        )
        #expect(old.next == new.next && old.items == new.items)
        #expect(try source.history(of: "new", limit: 1).items == target.history(of: "new", limit: 1).items)
    }

    @Test(arguments: StoreKind.all)
    func `a copy that was interrupted goes on, and a store with something else in it is refused`(_ kind: StoreKind)
        throws
    {
        struct Stop: Error {}
        let (source, target) = (try shop.store("source"), try kind.store(shop, "target"))
        try Self.fill(source)
        #expect(throws: Stop.self) {
            try StoreTransfer(from: source, to: target).run { table, _ in if table == "shoppers" { throw Stop() } }
        }
        #expect(try target.contents().products == 39)
        var tables: Set<String> = []
        _ = try StoreTransfer(from: source, to: target).run { table, _ in tables.insert(table) }
        #expect(tables.contains("interactions") && !tables.contains("products"))
        let error = #expect(throws: StoreError.self) { _ = try StoreTransfer(from: source, to: target).run() }
        #expect(error?.message.contains("isn't empty; copy into a new store") == true)
    }

    @Test(arguments: StoreKind.all)
    func `a backup is a file that holds the same`(_ kind: StoreKind) throws {
        let source = try kind.store(shop, "source")
        try Self.fill(source)
        try source.backUp(to: shop.url("backup.sqlite"))
        let target = try Stores.open(at: shop.url("backup.sqlite"), ifAbsent: .refuse)
        for kind in TableKind.allCases { #expect(try target.exported(kind) == source.exported(kind)) }
        #expect(try target.contents() == source.contents())
        #expect(try FileManager.default.contentsOfDirectory(atPath: shop.folder.path).allSatisfy { !$0.hasPrefix(".") })
    }

    @Test func `a source that changes meanwhile is noticed`() throws {
        let (source, target) = (try shop.store("source"), try shop.store("target"))
        try Self.fill(source)
        let error = #expect(throws: StoreError.self) {
            try StoreTransfer(from: source, to: target).run { table, _ in
                if table == "jobs" { try source.write { _ = try $0.save(Product(id: "p1", brand: "changed")) } }
            }
        }
        #expect(error?.message.contains("products has 39 rows that aren't the 39 of") == true)
    }
}
