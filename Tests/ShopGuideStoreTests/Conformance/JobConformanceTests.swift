import ShopGuide
import ShopGuideStore
import Testing

/// Jobs and sources of any store.
@Suite struct JobConformanceTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private static func job(_ id: String, _ state: StoredJob.State = .queued, ended: Int64? = nil) -> StoredJob {
        StoredJob(
            id: id, state: state, created: Timestamp(milliseconds: 1), ended: ended.map { Timestamp(milliseconds: $0) },
            content: "{}")
    }

    @Test(arguments: StoreKind.all)
    func `jobs are done in order, the one under way first, and stay as they ended`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.write { writer in for id in ["a", "b", "c"] { try writer.save(Self.job(id)) } }
        try store.write { _ = try $0.save(Self.job("b", .running)) }
        #expect(try store.openJobs().map(\.id) == ["b", "a", "c"])
        #expect(try store.jobs(limit: 2).map(\.id) == ["c", "b"])
        #expect(try !store.isCancelled(job: "b"))
        #expect(try store.write { try $0.cancel(job: "b") } && store.isCancelled(job: "b"))
        #expect(try !store.write { try $0.cancel(job: "z") })
        #expect(try store.write { try $0.save(Self.job("b", .cancelled, ended: 5)) })
        #expect(try !store.write { try $0.save(Self.job("b", .running)) })
        #expect(try store.job("b")?.state == .cancelled && store.openJobs().count == 2)
        // Jobs are none of those who follow the catalogue.
        #expect(try store.latestChange().number == 0)
    }

    @Test(arguments: StoreKind.all)
    func `old jobs are removed, and those beyond a number, but none that is open`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.write { writer in
            try writer.save(Self.job("open"))
            for number in 1...5 { try writer.save(Self.job("j\(number)", .finished, ended: Int64(number) * 10)) }
        }
        let old = try store.write { try $0.removeJobs(endedBefore: Timestamp(milliseconds: 20), keeping: 3) }
        #expect(old.sorted() == ["j1", "j2"])
        #expect(try store.jobs(limit: 10).map(\.id) == ["j5", "j4", "j3", "open"])
    }

    @Test(arguments: StoreKind.all)
    func `products that a source lacks so often are out of stock, unless another has them`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        let all = ["a", "b", "c", "d"]
        try store.write { writer in
            for id in all { try writer.save(Product(id: id)) }
            try writer.save(Product(id: "d", availability: .discontinued))
            for name in ["one", "other"] {
                try writer.save(StoredSource(id: name, next: Timestamp(milliseconds: 7), content: "{}"))
            }
        }
        func arrive(_ ids: [String], _ source: String) throws -> Int {
            try store.write { try $0.addArrivals(ids, toSource: source) }
            return try store.write { try $0.settleArrivals(ofSource: source, missesUntilOutOfStock: 2) }
        }
        #expect(try arrive(all, "one") == 0 && arrive(["b"], "other") == 0)
        #expect(try store.contents(ofSource: "one").products == 4)
        try store.write { try $0.addArrivals(["a", "e"], toSource: "one") }
        let arrivals = try store.arrivals(ofSource: "one")
        #expect([arrivals.products, arrivals.before, arrivals.lost] == [2, 4, 3])
        let before = try store.latestChange()
        #expect(try store.write { try $0.settleArrivals(ofSource: "one", missesUntilOutOfStock: 2) } == 0)
        #expect(try store.contents(ofSource: "one").missing == 3)
        #expect(try arrive(["a", "e"], "one") == 1)
        #expect(
            try ["a", "b", "c", "d"].map { try store.product($0)?.availability } == [
                nil, nil, .outOfStock, .discontinued,
            ])
        guard case .changes(let changes, _, _) = try store.changes(after: before, limit: 10) else {
            Issue.record("a gap")
            return
        }
        #expect(changes.map(\.change) == [.product(Product(id: "c", availability: .outOfStock))])
        #expect(try store.write { try $0.removeSource("one") } && store.source("one") == nil)
        #expect(try store.sources().map(\.id) == ["other"] && store.product("a") != nil)
        #expect(try store.problems().isEmpty)
    }
}
