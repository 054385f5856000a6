import Foundation
import Testing

@testable import ShopGuideFeeds

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
        #expect(
            hoodie["images"] == .list(["h1", "h2", "h-blue"].map { "https://shop.example/\($0).jpg" }))
    }

    @Test func `a French export is one as well, and IDs stand in for SKUs`() throws {
        let products = try FeedFile.products(of: "woocommerce_fr.csv", .woocommerce)
        #expect(products.map(\.id) == ["bol-1", "22"])
        #expect(products[1]["price"] == .text("1 250,00"))
        #expect(products[1]["availability"] == .text("out_of_stock"))
    }
}
