import ShopGuide
import Testing

@Suite struct `The profile of a catalogue` {
    private func products(_ count: Int) -> [Product] {
        (0..<count).map { row in
            var product = Product(id: "p\(row)")
            product.title = LocalizedText(["en": "\(["red", "blue", "green"][row % 3]) mug no \(row)"])
            product.brand = ["Acme", "Globex"][row % 2]
            product.attributes = [
                "stock": .number(Double(row * 7 % 13)), "url": .text("https://shop.example/\(row)"),
                "gtin": .text("x\(1000 + row)"), "condition": .text("new"),
            ]
            return product
        }
    }

    @Test func `a summary tells which columns are compared, which aren't, and which are the same for all`() {
        let summary = CatalogueProfile(of: products(30)) { _ in nil }.summary
        #expect(
            summary
                == "columns: title, brand (category), stock (number); not compared: gtin, url; the same for all: condition"
        )
        #expect(CatalogueProfile.empty.summary == "columns: title")
    }

    @Test func `a summary of many columns names some`() {
        let wide = products(20).map { product in
            var product = product
            for column in 0..<40 { product.attributes["a\(column)"] = .text("same") }
            return product
        }
        let summary = CatalogueProfile(of: wide) { _ in nil }.summary
        #expect(summary.hasSuffix(" and 29 more"))
    }

    @Test func `columns beyond those that a row has room for aren't compared`() {
        let wide = products(20).enumerated().map { row, product in
            var product = product
            for column in 0..<40 { product.attributes["a\(column)"] = .text(["x", "y", "z"][(row + column) % 3]) }
            return product
        }
        let profile = CatalogueProfile(of: wide) { _ in nil }
        #expect(profile.columns.count == 46)
        #expect(profile.compared.count == 17 && profile.compared.contains("title"))
    }
}
