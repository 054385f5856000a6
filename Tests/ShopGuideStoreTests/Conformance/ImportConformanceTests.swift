import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Testing

/// Imports into any store.
@Suite struct ImportConformanceTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    private static func products(_ rows: ClosedRange<Int>, brand: String) -> String {
        "id,title,brand,category,markets\n"
            + rows.map { "p\($0),Thing \($0),\(brand),shop > \($0 % 3),DE FR\n" }.joined()
    }

    @Test(arguments: StoreKind.all)
    func `rows are added, replaced and left as they are, in one file`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try shop.take(.products, Self.products(1...10, brand: "old"), into: store)
        // 1 to 5 stay, 6 to 10 change, 11 to 15 are new; 15 comes twice.
        let table =
            Self.products(1...5, brand: "old") + Self.products(6...15, brand: "new").drop { $0 != "\n" }.dropFirst()
            + "p15,Thing again,new,shop > 0,DE\n"
        let position = try store.latestChange()
        let progress = try shop.take(.products, String(table), into: store)
        #expect((progress.stored, progress.added, progress.rejected) == (16, 5, 0))
        let changed = try store.allChanges(after: position).compactMap {
            if case .product(let product) = $0.change { product.id } else { nil }
        }
        #expect(changed == (6...15).map { "p\($0)" })
        #expect(try store.product("p15")?.title == LocalizedText("Thing again"))
        #expect(try store.contents().products == 15)
        #expect(try store.contents().categories == 4)
        #expect(try store.problems().isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `interactions are known by id, or by file and line`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try shop.take(.products, "id\np\nq\n", into: store)
        let events = "id,shopper,product,kind\n" + (0..<50).map { "e\($0 % 40),s\($0 % 7),p,view\n" }.joined()
        #expect(try shop.take(.interactions, events, into: store).added == 40)
        #expect(try shop.take(.interactions, events, into: store).added == 0)
        let lines = "shopper,product,kind\n" + (0..<50).map { "s\($0 % 9),\($0 == 9 ? "x" : "q"),cart\n" }.joined()
        let first = try shop.take(.interactions, lines, into: store)
        #expect((first.stored, first.added, first.rejected) == (49, 49, 1))
        var request = try shop.request(.interactions, lines)
        request.batch = 10
        #expect(try shop.take(request, into: store).added == 0)
        #expect(try store.contents().interactions == ["view": 40, "cart": 49])
        #expect(try store.contents().shoppers == 9)
        #expect(try store.problems().isEmpty)
    }

    @Test(arguments: StoreKind.all)
    func `shoppers are added and replaced`(_ kind: StoreKind) throws {
        let store = try kind.store(shop)
        try store.write { _ = try $0.save(Shopper(id: "s1", market: "DE")) }
        let table = "id,market\n" + (0..<30).map { "s\($0),FR\n" }.joined()
        #expect(try shop.take(.shoppers, table, into: store).added == 29)
        #expect(try store.shopper("s1")?.market == "FR")
        #expect(try store.marketContents().map(\.shoppers) == [0, 30])
    }
}
