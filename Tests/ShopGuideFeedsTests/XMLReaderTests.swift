import Foundation
import ShopGuideFeeds
import Testing

@Suite struct XMLReaderTests {
    private func read(
        _ xml: some Sequence<UInt8>, at place: String? = nil, limits: TableLimits = TableLimits(),
        nulls: Set<String> = [], piece: Int = .max
    ) throws -> [String] {
        try events(
            XMLRowReader(
                PiecewiseSource(xml, piece: piece), path: "feed.xml", at: place, limits: limits, nulls: nulls))
    }

    private func read(
        _ xml: String, at place: String? = nil, limits: TableLimits = TableLimits(), piece: Int = .max
    ) throws -> [String] {
        try read(Array(xml.utf8), at: place, limits: limits, piece: piece)
    }

    @Test func `the feeds of shops`() throws {
        func read(_ name: String) throws -> [String] {
            try events(
                XMLRowReader(ByteStream(path: feed(name)), path: name, at: nil, limits: TableLimits(), nulls: []))
        }
        let first =
            "3 id=B-1 title=Kettle & stand price=7900 SEK availability=in stock brand=Kettil "
            + "product_type=Kitchen > Kettles image_link=https://shop.example/b1.jpg shipping.country=SE shipping.price=49 SEK"
        #expect(
            try read("google_merchant.xml") == [
                first, "4 id=B-2 title=Sieve Ø20 cm price=0.00 SEK availability=preorder",
            ])
        #expect(try read("google_merchant_cut.xml") == [first, "4 ! the file ends inside of an item"])
        #expect(try read("atom.xml") == ["3 id=C-1 title=Bread knife price=24.50 GBP availability=in_stock"])
        let error = #expect(throws: FeedError.self) { try read("xml_entities.xml") }
        #expect(
            error?.message
                == "xml_entities.xml: declares entities, which feeds don't need and are not expanded; remove its <!DOCTYPE>"
        )
    }
}
