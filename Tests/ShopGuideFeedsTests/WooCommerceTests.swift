import Foundation
import Testing

import ShopGuideFeeds

@Suite struct WooCommerceTests {
    @Test func `a variable product has what its variations say`() throws {
        let products = try FeedFile.products(of: "woocommerce.csv", .woocommerce)
        #expect(products.map(\.id) == ["cap-1", "hoodie", "set"])
        #expect(products.map(\.line) == [2, 3, 6])
        let (cap, hoodie) = (products[0], products[1])
        #expect(cap["title"] == .text("Wool cap"))
        #expect(cap["category"] == .list(["Clothing", "Caps"]))
        #expect(cap["availability"] == .text("in_stock"))
        #expect(hoodie["price"] == .text("45"))
        #expect(hoodie["availability"] == .text("in_stock"))
        #expect(hoodie["attributes.Colour"] == .text("Blue, Green"))
        #expect(hoodie["images"] == .list(["h1", "h2", "h-blue"].map { "https://shop.example/\($0).jpg" }))
    }

    @Test func `a French export is one as well, and IDs stand in for SKUs`() throws {
        let products = try FeedFile.products(of: "woocommerce_fr.csv", .woocommerce)
        #expect(products.map(\.id) == ["bol-1", "22"])
        #expect(products[1]["price"] == .text("1 250,00"))
        #expect(products[1]["availability"] == .text("out_of_stock"))
    }

    private static let columns = [
        "ID", "Type", "SKU", "Name", "Published", "In stock?", "Regular price", "Parent", "Attribute 1 name",
        "Attribute 1 value(s)",
        "Attribute 1 visible", "Images",
    ]

    @Test func `variations may come before their parent, and may have none`() throws {
        let products = try FeedFile.products(
            .woocommerce, Self.columns,
            [
                ["2", "variation", "a-s", "A - S", "1", "backorder", "9,90", "id:1", "Size", "S", "", "s.jpg"],
                ["3", "variation, virtual", "a-m", "A - M", "1", "0", "12", "a", "Size", "M"],
                ["4", "variation", "a-l", "A - L", "0", "1", "3", "a", "Size", "L"],
                ["5", "variation", "lost", "Lost - S", "1", "1", "7", "gone", "Size", "S"],
                ["6", "variation", "", "Alone", "1", "1", "8", ""],
                ["1", "variable", "a", "A", "1", "1", "", "", "", "", "", "a.jpg"],
                ["7", "simple", "b", "B", "-1", "1", "5"],
                ["8", "variation", "b-s", "B - S", "1", "1", "4", "b", "Size", "S"],
            ])
        #expect(products.map(\.id) == ["lost", "6", "a", "b"])
        #expect(products.map(\.line) == [5, 6, 7, 8])
        #expect(products[0]["attributes.Size"] == .text("S"))
        let parent = products[2]
        // The variation for 3 isn't published.
        #expect(parent["price"] == .text("9,90"))
        #expect(parent["availability"] == .text("backorder"))
        #expect(parent["attributes.Size"] == .text("M, L, S"))
        #expect(parent["images"] == .list(["a.jpg", "s.jpg"]))
        #expect(products[3]["availability"] == .text("discontinued"))
    }

    @Test func `the lowest price is found as the column writes prices`() throws {
        let products = try FeedFile.products(
            .woocommerce, Self.columns,
            [
                ["1", "variable", "a", "A", "1", "1"], ["2", "variation", "", "", "1", "1", "1.250", "a"],
                ["3", "variation", "", "", "1", "1", "999,50", "a"],
                ["4", "variation", "", "", "1", "1", "on request", "a"],
            ])
        #expect(products.map { $0["price"] } == [.text("999,50")])
    }

    @Test func `a row that can't be read is told of, also that of a variation`() throws {
        let products = try FeedFile.products(
            .woocommerce, Self.columns,
            [
                ["1", "variable", "a", "A"], ["2", "variation", "", "", "1", "1", "3", "a", "Size", "S"], ["bad"],
                ["3", "variation", "", "", "1", "1", "unreadable", "a", "Size", "M"],
                ["unreadable", "simple", "", "B"],
            ])
        #expect(products.map { $0.reason ?? $0.id } == ["a", "bad", "unreadable", "unreadable"])
        #expect(products[0]["attributes.Size"] == .text("S"))
    }

    @Test func `what steers the shop is left out, and what describes products is not`() throws {
        let columns = [
            "ID", "Type", "SKU", "Name", "Published", "In stock?", "Regular price", "Sale price", "Tags", "Brands",
            "Description",
            "Short description", "GTIN, UPC, EAN, or ISBN", "Weight (kg)", "Is featured?", "Meta: attribute_1 name",
            "Position",
            "Categories", "Images", "Attribute 12 name", "Attribute 12 value(s)", "Attribute 12 global",
        ]
        let products = try FeedFile.products(
            .woocommerce, columns,
            [
                [
                    "1", "simple", "'-a", "'=A", "1", "1", "10", "8", "warm\\, dry, new", "Nord > Nord Kids, Other",
                    "One\\nTwo", "Short",
                    "4001", "0.5", "1", "x", "3", "Home, Tea\\, Coffee > Pots, A > B", "a.jpg, b\\,c.jpg", "Mood",
                    "Calm\\, still, Bright", "1",
                ]
            ])
        let product = try #require(products.first)
        #expect(
            product.cells == [
                "id": .text("-a"), "title": .text("=A"), "price": .text("10"), "availability": .text("in_stock"),
                "category": .list(["Tea, Coffee", "Pots"]), "images": .list(["a.jpg", "b,c.jpg"]),
                "brand": .text("Nord"),
                "attributes.sale_price": .text("8"), "attributes.tags": .text("warm, dry, new"),
                "attributes.description": .text("One\nTwo"), "attributes.gtin": .text("4001"),
                "attributes.Weight (kg)": .text("0.5"),
                "attributes.Mood": .text("Calm, still, Bright"),
            ])
    }

    @Test(arguments: [
        "ID|Type|UGS|Nom|Publié|En stock\u{202F}?|Tarif régulier|Parent|Nom de l’attribut 1|Valeur(s) de l'attribut 1|Attribut 1 visible",
        "ID|Typ|Artikelnummer|Name|Veröffentlicht|Vorrätig?|Regulärer Preis|Übergeordnetes Produkt|Attribut 1 Name|Attribut 1 Wert(e)",
        "ID|Tipo|SKU|Nombre|Publicado|¿Existencias?|Precio normal|Superior|Nombre del atributo 1|Valor(es) del atributo 1",
        "ID|Tipo|SKU|Nome|Pubblicato|In magazzino?|Prezzo di listino|Genitore|Nome dell'attributo 1|Valore(i) dell'attributo 1",
        "ID|Type|SKU|Naam|Gepubliceerd|Op voorraad?|Reguliere prijs|Hoofd|Naam attribuut 1|Waarde(n) attribuut 1",
        "ID|类型|SKU|名称|已发布|有货？|常规价格|父级|属性 1 名称|属性 1 值|属性 1 可见",
    ])
    func `headers are known in several languages`(_ header: String) throws {
        let products = try FeedFile.products(
            .woocommerce, header.split(separator: "|").map(String.init),
            [
                ["1", "variable", "a", "A", "1", "1", "", "", "Size", "S, M"],
                ["2", "variation", "b", "B", "1", "0", "5", "a", "Size", "S"],
            ])
        #expect(
            products.map(\.cells) == [
                [
                    "id": .text("a"), "title": .text("A"), "price": .text("5"), "availability": .text("out_of_stock"),
                    "attributes.Size": .text("S, M"),
                ]
            ])
    }

    @Test func `a table of somebody else isn't taken for an export`() {
        for columns in [
            "id,type,name,published,price", "sku,type,name,in_stock,price",
            "id,name,regular_price,type,sku,stock_status",
        ] {
            #expect(FeedProfile.recognize(columns: columns.split(separator: ",").map(String.init)) == nil)
        }
    }

    @Test func `names of attributes without end are rejected, not kept`() throws {
        let row = { (index: Int) in
            index < 5000 ? ["\(index)", "simple", "", "A", "1", "1", "1", "", "Name \(index)", "x"] : nil
        }
        let reader = WooCommerceSurvey().reader(over: TableReader(Self.columns, row))
        var (taken, rejected) = (0, 0)
        while let event = try reader.next() {
            if case .row = event { taken += 1 } else { rejected += 1 }
        }
        // Four columns are of other fields.
        #expect((taken, rejected) == (4092, 908))
    }

    @Test func `300,000 variations before their parents take little time`() throws {
        let row = { (index: Int) -> [String]? in
            switch index {
            case ..<300_000:
                let parent = index % 1000 == 0 ? "one" : "p\(index / 3 % 50_000)"
                return [
                    "\(index)", "variation", "v\(index)", "V", "1", "1", "\(index % 97 + 1)", parent, "Size",
                    "\(index)", "1", "\(index).jpg",
                ]
            case ..<350_000: return ["\(index)", "variable", "p\(index - 300_000)", "P", "1", "1"]
            case ..<350_100: return ["\(index)", "variable", "one", "One", "1", "1"]
            default: return nil
            }
        }
        let clock = ContinuousClock()
        let (first, second) = (TableReader(Self.columns, row), TableReader(Self.columns, row))
        let survey = WooCommerceSurvey()
        var products = 0
        let time = try clock.measure {
            while try first.next() != nil { try survey.add(first) }
            let reader = survey.reader(over: second)
            while try reader.next() != nil { products += 1 }
        }
        #expect(products == 50_100)
        #expect(time < .seconds(60))
    }

    @Test func `more variations than memory holds are told of with what to do`() throws {
        let error = #expect(throws: FeedError.self) {
            let rows = (0..<5).map { ["\($0)", "variation", "", "", "", "", "", "a"] }
            _ = try FeedFile.products(
                WooCommerceSurvey(VariantGroups(most: 4)), TableReader(Self.columns, rows),
                TableReader(Self.columns, rows))
        }
        #expect(error?.message.contains("in several files") == true)
    }
}
