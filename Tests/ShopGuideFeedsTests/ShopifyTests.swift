import Foundation
import ShopGuideFeeds
import Testing

/// Shopify's exports, and rows of exports that can't be read.
@Suite struct ShopifyTests {
    private static let columns = ["Handle", "Title", "Vendor", "Variant Price", "Option1 Name", "Option1 Value"]

    private func products(_ rows: [[String]], _ profile: FeedProfile = .shopify) throws -> [ProfileProduct] {
        try FeedFile.products(
            profile.survey(), TableReader(Self.columns, rows), TableReader(Self.columns, rows))
    }

    @Test func `rows of a handle are one product with the lowest price`() throws {
        let found = try products([
            ["shirt", "Shirt", "Norrland", "39.90", "Size", "S"], ["shirt", "", "", "35", "", "M"],
            ["mug", "Mug", "Kettil", "14.00", "Title", "Default Title"],
        ])
        #expect(found.map(\.id) == ["shirt", "mug"])
        #expect(found.map(\.line) == [2, 4])
        #expect(found[0]["price"] == .text("35") && found[0]["attributes.Size"] == .text("S, M"))
        #expect(found[1]["attributes.Title"] == nil)
    }

    @Test func `a row that can't be read is rejected alone, and its product keeps the others`() throws {
        let found = try products([
            ["shirt", "Shirt", "Norrland", "39.90", "Size", "S"], ["bad"], ["shirt", "", "", "unreadable", "", "M"],
            ["shirt", "", "", "30", "", "L"], ["mug", "Mug", "unreadable", "14.00", "", ""],
            ["pot", "Pot", "", "9", "", ""],
        ])
        #expect(found.map(\.line) == [2, 3, 4, 6, 7])
        #expect(found.map(\.reason) == [nil, "bad", "unreadable", "unreadable", nil])
        #expect(found[0]["price"] == .text("30") && found[0]["title"] == .text("Shirt"))
        #expect(found[4].id == "pot")
    }

    @Test func `a cell that can't be read costs its own row of a feed for Google`() throws {
        let columns = ["id", "title", "image_link"]
        let rows = [["a", "Tea", ""], ["b", "unreadable", ""], ["c", "Pot", "https://x.example/c.jpg"]]
        let found = try FeedFile.products(
            FeedProfile.google.survey(), TableReader(columns, rows), TableReader(columns, rows))
        #expect(found.map(\.reason) == [nil, "unreadable", nil])
        #expect(found[2]["images"] == .list(["https://x.example/c.jpg"]))
    }
}
