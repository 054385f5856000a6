import Foundation
import Testing

import ShopGuideFeeds

@Suite struct MagentoTests {
    @Test func `simples that a configurable names are its variants`() throws {
        let products = try FeedFile.products(of: "magento.csv", .magento)
        #expect(products.map(\.id) == ["WS"])
        let product = try #require(products.first)
        #expect(product.line == 4)
        #expect(product["title"] == .text("Wrap top"))
        #expect(product["price"] == .text("32.000000"))
        #expect(product["category"] == .list(["Default Category", "Women", "Tops"]))
        #expect(product["availability"] == .text("in_stock"))
        #expect(product["images"] == .list(["/w/s/ws.jpg"]))
        #expect(product["attributes.size"] == .text("S, M"))
        #expect(product["attributes.color"] == .text("Red"))
    }

    @Test func `variants after their configurable, and others that nothing names`() throws {
        let columns = [
            "sku", "store_view_code", "product_type", "name", "price", "product_online", "visibility", "qty",
            "base_image",
            "additional_images", "additional_attributes", "configurable_variations", "tax_class_name", "description",
        ]
        let products = try FeedFile.products(
            .magento, columns,
            [
                [
                    "P", "", "configurable", "Parent", "", "1", "Catalog, Search", "0", "/p.jpg", "/p2.jpg,/p3.jpg",
                    "material=\"Cotton, wool\",pattern=Plain|Striped,manufacturer=Loom & Co,gift_wrapping_available=No",
                    "sku=A,size=S|sku=B,size=M|sku=gone,size=L",
                    "Taxable", "<p>Soft</p>",
                ],
                ["P", "de", "", "Elternteil"], ["P", "de_at", "", "Anderes"], ["P", "french", "", "Parente"],
                ["A", "", "simple", "A", "20", "1", "Not Visible Individually", "0", "/a.jpg"],
                ["A", "de", "", "A auf Deutsch"],
                ["B", "", "simple", "B", "9.5", "2", "Not Visible Individually", "5"],
                ["C", "", "simple", "C", "5", "1", "Not Visible Individually", "3"],
                ["D", "", "virtual", "D", "5", "2", "Catalog", "3"], ["E", "fr", "simple", "Seul"],
                ["E", "de", "simple", "Einzeln"],
            ])
        #expect(products.map(\.id) == ["P", "C", "D", "E"])
        #expect(products.map(\.line) == [2, 9, 10, 11])
        let parent = products[0]
        #expect(parent["title.de"] == .text("Elternteil"))
        // B isn't offered: neither its price nor its stock counts.
        #expect(parent["price"] == .text("20"))
        #expect(parent["availability"] == .text("out_of_stock"))
        #expect(parent["images"] == .list(["/p.jpg", "/p2.jpg", "/p3.jpg", "/a.jpg"]))
        #expect(parent["attributes.size"] == .text("S, M, L"))
        #expect(parent["attributes.material"] == .text("Cotton, wool"))
        #expect(parent["attributes.pattern"] == .text("Plain, Striped"))
        #expect(parent["brand"] == .text("Loom & Co"))
        #expect(
            parent.cells.keys.filter { $0.hasPrefix("attributes.") }.sorted()
                == ["description", "material", "pattern", "size"].map { "attributes." + $0 })
        #expect(products[1]["availability"] == .text("in_stock"))
        #expect(products[2]["availability"] == .text("discontinued"))
        #expect(products[3]["title"] == .text("Seul"))
    }

    @Test func `rows without a SKU continue the product above in version 1`() throws {
        let columns = [
            "sku", "_store", "_type", "_category", "name", "price", "qty", "is_in_stock", "image", "_media_image",
            "status", "color",
            "_super_products_sku", "_super_attribute_code", "_super_attribute_option",
        ]
        let products = try FeedFile.products(
            .magento, columns,
            [
                ["", "", "", "Lost"],
                ["s1", "", "simple", "Tea", "Small", "4,50", "2", "1", "/s.jpg", "", "1", "green"],
                ["", "", "", "Tea/Green"],
                [
                    "c", "", "configurable", "Tea", "Tea, loose", "", "0", "1", "no_selection", "/1.jpg", "1", "", "s1",
                    "size", "100 g",
                ],
                ["", "", "", "Tea/Black, strong", "", "", "", "", "", "/2.jpg", "", "", "s2", "size", "200 g"],
                ["", "de", "", "", "Tee, lose"], ["bad"], ["", "", "", "Tea/White/Fine"],
                ["s2", "", "simple", "", "Large", "8,00", "0", "0"],
                ["last", "", "simple", "A", "Last", "1", "0", "0"],
                ["", "", "", "unreadable"], ["", "", "", "A/B"],
            ])
        #expect(products.map(\.line) == [2, 5, 8, 9, 11, 12, 13])
        #expect(
            products.map { $0.reason ?? $0.id } == [
                "no sku, and it continues no product", "c", "bad", "no sku, and it continues no product", "last",
                "unreadable",
                "no sku, and it continues no product",
            ])
        let tea = products[1]
        #expect(tea["title"] == .text("Tea, loose"))
        #expect(tea["title.de"] == .text("Tee, lose"))
        #expect(tea["category"] == .list(["Tea", "Black, strong"]))
        #expect(tea["price"] == .text("4,50"))
        #expect(tea["availability"] == .text("in_stock"))
        #expect(tea["images"] == .list(["/1.jpg", "/s.jpg", "/2.jpg"]))
        #expect(tea["attributes.size"] == .text("100 g, 200 g"))
    }

    @Test func `pairs may have commas and quotes in their values`() {
        func text(_ pairs: String) -> [String] { MagentoPairs.read(pairs).map { "\($0.name): \($0.value)" } }
        #expect(text("size=S,color=Red") == ["size: S", "color: Red"])
        #expect(text("a=\"x, \"\"y\"\"\",b=\"\",c=12\"") == ["a: x, \"y\"", "b: ", "c: 12\""])
        #expect(text("a=one, two,b=2=3") == ["a: one, two", "b: 2=3"])
        #expect(text("nothing, at all") == [])
        #expect(text("") == [])
        #expect(text("a=\"never closed,b=1") == ["a: never closed,b=1"])
    }

    @Test func `a category may have a slash in its name`() {
        #expect(EscapedText.deepest("A/B\\/C,D", steps: "/") == ["A", "B/C"])
        #expect(EscapedText.deepest("A,B/C,D/E", steps: "/") == ["B", "C"])
    }

    @Test func `too many simples are told of with what to do`() throws {
        let columns = ["sku", "product_type", "categories", "configurable_variations"]
        let error = #expect(throws: FeedError.self) {
            let rows = (0..<5).map { ["\($0)", "simple"] }
            _ = try FeedFile.products(MagentoSurvey(most: 4), TableReader(columns, rows), TableReader(columns, rows))
        }
        #expect(error?.message.contains("in several files") == true)
    }
}
