import Foundation
import ShopGuide
import ShopGuideFeeds
import ShopGuideStore
import Testing
import ShopGuideApplication

/// Imports of tables that are as they should be, for the most part.
@Suite struct TableImportTests {
    private let shop: Shop
    private let store: any Store

    init() throws {
        shop = try Shop()
        store = try shop.store()
    }

    @Test func `a column that is called like a field holds it, others become attributes`() throws {
        let table = """
            id,title.en,title,category,brand,price,currency,markets,availability,colour,attributes.size
            m1,Mug,杯,kitchen > mug,Kesselby,12.5,EUR,FR DE,yes,blue,330 ml
            """
        try shop.take(.products, table, into: store)
        let product = try #require(try store.product("m1"))
        #expect(
            product
                == Product(
                    id: "m1", title: LocalizedText(["en": "Mug", "": "杯"]),
                    category: Category(path: ["kitchen", "mug"]), brand: "Kesselby",
                    price: Price("12.5", currency: "EUR"),
                    attributes: ["colour": .text("blue"), "size": .text("330 ml")], markets: ["DE", "FR"],
                    availability: .inStock))
    }

    @Test func `columns are mapped, left out and filled in`() throws {
        let mapping = ColumnMapping(
            columns: [
                .init(field: "id", column: "sku"), .init(field: "category", column: "department"),
                .init(field: "category", column: "aisle"), .init(field: "attributes.width", column: "w"),
            ],
            defaults: [.init(field: "currency", column: "EUR"), .init(field: "brand", column: "own")],
            ignored: ["note"])
        let table = "sku,department,aisle,w,note,price,brand\na,food,tea,3,x,1.5,\nb,food,,4,y,,Kesselby\n"
        try shop.take(.products, table, mapping: mapping, into: store)
        #expect(
            try store.exported(.products, as: .csv) == """
                id,category,brand,price,currency,image,markets,availability,attributes.width
                a,food > tea,own,1.5,EUR,,,,3
                b,food,Kesselby,,,,,,4

                """)
    }

    @Test func `a column that is named under a profile must be there, by its own name or as the profile calls it`()
        throws
    {
        let table = "Handle,Title,Vendor,Variant Price,Fabric\nshirt,Shirt,Kesselby,12.50,linen\n"
        func take(_ column: String) throws -> Product? {
            let mapping = ColumnMapping(
                columns: [.init(field: "attributes.material", column: column)],
                defaults: [.init(field: "currency", column: "EUR")], ignored: [])
            var request = try shop.request(.products, table, mapping: mapping)
            request.profile = .named(.shopify)
            try shop.take(request, into: store)
            return try store.product("shirt")
        }
        for name in ["Fabric", "attributes.Fabric"] {
            #expect(try take(name)?.attributes["material"] == .text("linen"))
            #expect(try store.product("shirt")?.attributes["Fabric"] == nil)
        }
        let error = #expect(throws: FeedError.self) { try take("Fabrik") }
        #expect(
            error?.message.contains("no column \"Fabrik\"; read as an export of Shopify it has attributes.Fabric")
                == true,
            "\(error?.message ?? "")")
    }

    @Test func `quoted fields hold separators, quotes and lines`() throws {
        let table = "\u{FEFF}id,title\r\na,\"one, \"\"two\"\"\r\nthree\"\r\n\r\nb,\"\"\r\n\"c\",plain \"quotes\""
        #expect(try shop.take(.products, table, into: store).stored == 3)
        #expect(try store.product("a")?.title.text(in: "en") == "one, \"two\" three")
        #expect(try store.product("b")?.title.isEmpty == true)
        #expect(try store.product("c")?.title.text(in: "en") == "plain \"quotes\"")
    }

    @Test func `quotes are taken as they are where that is asked for`() throws {
        var request = try shop.request(.products, "id\ttitle\na\t\"5\" pipe\n", as: .tsv)
        request.feed.hasQuotes = false
        try shop.take(request, into: store)
        #expect(try store.product("a")?.title.text(in: "") == "\"5\" pipe")
    }

    @Test func `another separator than comma and tab can be named`() throws {
        var request = try shop.request(.products, "id;title\na;one, two\n")
        request.feed.separator = ";"
        try shop.take(request, into: store)
        #expect(try store.product("a")?.title.text(in: "") == "one, two")
    }

    @Test func `JSON Lines keep the kinds of their values`() throws {
        let table = """
            {"id": 7, "title": {"en": "Tea", "zh": "茶"}, "category": ["food", "tea"], "price": 2.5, "currency": "EUR"}

            {"id": "8", "colour": "red", "weight": 0.25, "organic": true, "tags": ["a", "b"], "nothing": null}
            """
        try shop.take(.products, table, as: .jsonl, into: store)
        #expect(try store.product("7")?.title == LocalizedText(["en": "Tea", "zh": "茶"]))
        #expect(try store.product("7")?.price == Price("2.5", currency: "EUR"))
        #expect(
            try store.product("8")?.attributes == [
                "colour": .text("red"), "weight": .number(0.25), "organic": .flag(true), "tags": .text("a, b"),
            ])
    }

    @Test func `a file that comes twice changes nothing`() throws {
        try shop.take(.products, "id\na\nb\n", into: store)
        let events = "shopper,product,kind\ns,a,view\ns,a,view\nt,b,cart\n"
        #expect(try shop.take(.interactions, events, into: store).added == 3)
        let before = try store.exported(.interactions)
        let again = try shop.take(.interactions, events, into: store)
        #expect((again.stored, again.added) == (3, 0))
        #expect(try store.exported(.interactions) == before)
        #expect(try shop.take(.products, "id\na\nb\n", into: store).added == 0)
        #expect(try store.contents().shoppers == 2)
    }

    @Test func `ids that Swift takes for the same text stay two`() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        try shop.take(.products, "id\n\(composed)\n\(decomposed)\n", into: store)
        try shop.take(
            .interactions, "shopper,product,kind\ns,\(composed),view\ns,\(decomposed),view\n", into: store)
        var products: [[UInt8]] = []
        try store.forEachInteraction { products.append(Array($0.product.utf8)) }
        #expect(products == [Array(composed.utf8), Array(decomposed.utf8)])
    }

    @Test func `a product that comes again replaces the one that was there`() throws {
        try shop.take(.products, "id,title,brand\na,old,x\n", into: store)
        try shop.take(.products, "id,title\na,new\n", into: store)
        #expect(try store.product("a") == Product(id: "a", title: LocalizedText("new")))
    }

    @Test func `an interrupted import goes on where it was`() throws {
        let rows = (1...100).map { $0 % 10 == 0 ? ",no id" : "p\($0),\"two\nlines\"" }
        let whole = try shop.store("whole")
        var request = try shop.request(.products, "id,title\n" + rows.joined(separator: "\n"))
        request.batch = 7
        try shop.take(request, into: whole)
        let rejections = try shop.rejections()
        #expect(rejections.count == 10)

        for steps in [1, 3, 5] {
            let work = try TableImport(request, into: store)
            for _ in 0..<steps { _ = try work.step() }
            #expect(try store.contents().products == work.progress.stored)
            #expect(try store.contents().unfinishedImports == 1)
        }
        let work = try TableImport(request, into: store)
        #expect(work.resumedAfter != nil)
        while try work.step() {}
        #expect((work.progress.stored, work.progress.rejected) == (90, 10))
        #expect(try shop.rejections() == rejections)
        #expect(try store.exported(.products) == whole.exported(.products))
        #expect(try store.contents().unfinishedImports == 0)
    }

    @Test func `an import whose list of rejected rows is gone begins anew`() throws {
        var request = try shop.request(.products, "id,title\n,x\na,y\n,z\nb,w\n")
        request.batch = 1
        let work = try TableImport(request, into: store)
        for _ in 0..<2 { _ = try work.step() }
        try FileManager.default.removeItem(at: request.rejected)
        #expect(try TableImport(request, into: store).resumedAfter == nil)
        try shop.take(request, into: store)
        #expect(try shop.rejections() == ["2,no id", "4,no id"])
    }

    @Test func `rows that fit now are taken from a file that comes again, and its list goes`() throws {
        let events = "shopper,product,kind\ns,a,view\ns,b,view\n"
        try shop.take(.products, "id\na\n", into: store)
        let first = try shop.take(.interactions, events, into: store)
        #expect((first.stored, first.rejected) == (1, 1))
        #expect(try shop.rejections() == [#"3,"no product ""b"" in the store""#])
        let products = try shop.request(.products, "id\na\nb\n")
        try shop.take(products, into: store)
        #expect(try shop.take(.interactions, events, into: store).added == 1)
        #expect(!FileManager.default.fileExists(atPath: shop.url("rejected.csv").path))
    }

    @Test func `a file of something else is not written over by rejected rows`() throws {
        var request = try shop.request(.products, "id,title\n,x\n")
        request.rejected = request.file
        let error = #expect(throws: FeedError.self) { try shop.take(request, into: store) }
        #expect(error?.message.hasSuffix("no list of rejected rows; choose another --rejected") == true)
        #expect(try String(contentsOf: request.file, encoding: .utf8) == "id,title\n,x\n")
    }

    @Test func `a table that can't be read makes no store`() throws {
        let request = try shop.request(.products, "name\nx\n")
        #expect(throws: FeedError.self) { try TableImport(request, into: try shop.store("new")) }
        #expect(!FileManager.default.fileExists(atPath: shop.url("new.sqlite").path))
    }
}
