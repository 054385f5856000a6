import Foundation
import ShopGuideFeeds
import Testing

/// Bytes that come in pieces of a given size.
final class PiecewiseSource: ByteSource {
    private let bytes: [UInt8]
    private let piece: Int
    private(set) var offset = 0

    init(_ bytes: some Sequence<UInt8>, piece: Int = .max) { (self.bytes, self.piece) = (Array(bytes), piece) }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(piece, buffer.count, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<offset + count])
        offset += count
        return count
    }
}

/// A reader's events, as texts such as `2 id=a title=b` and `3 ! no id`.
func events(_ reader: any RowReader) throws -> [String] {
    var (events, last) = ([String](), 0)
    while let event = try reader.next() {
        #expect(event.line > last)
        last = event.line
        switch event {
        case .rejected(let line, let reason): events.append("\(line) ! \(reason)")
        case .row(let line):
            let cells = try reader.columns.enumerated().compactMap { column, name in
                let words: String? =
                    switch try reader.cell(column) {
                    case .empty: nil
                    case .text(let text): text
                    case .integer(let number): "\(number)"
                    case .number(let number): "~\(number)"
                    case .flag(let flag): "\(flag)"
                    case .list(let texts): "\(texts)"
                    case .json(let text): "<\(text)>"
                    }
                return words.map { "\(name)=\($0)" }
            }
            events.append((["\(line)"] + cells).joined(separator: " "))
        }
    }
    return events
}

/// The path of a feed that the tests have.
func feed(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "ShopGuideCommandTests/Fixtures/Feeds/\(name)").path
}

@Suite struct JSONReaderTests {
    private func read(
        _ json: String, at place: String? = nil, name: String = "feed.json", limits: TableLimits = TableLimits(),
        nulls: Set<String> = [], piece: Int = .max, chunk: Int = 1 << 18
    ) throws -> [String] {
        try events(
            JSONRowReader(
                PiecewiseSource(json.utf8, piece: piece), path: name, at: place, limits: limits, nulls: nulls,
                chunk: chunk))
    }

    @Test(arguments: [
        ("lines", "{\"id\": 1}\n\n{\"id\": \"b\"}\r\n", ["1 id=1", "3 id=b"]),
        ("a list", "[{\"id\": 1},\n {\"id\": 2}]", ["1 id=1", "2 id=2"]),
        (
            "a list in an object",
            "{\"count\": 2, \"tags\": [\"x\"], \"products\": [{\"id\": 1}, {\"id\": 2}], \"page\": 1}",
            ["1 id=1", "2 id=2"]
        ),
        (
            "objects on a line", "{\"id\": 1} {\"id\": 2}{\"id\": 3}\n{\"id\": 4}",
            ["1 id=1", "2 id=2", "3 id=3", "4 id=4"]
        ),
        ("an object", "{\n  \"id\": 1,\n  \"size\": {\n \"cm\": 5}\n}\n", ["1 id=1 size.cm=5"]),
        ("objects over lines", "{\n  \"id\": 1\n}\n{\n  \"id\": 2\n}\n", ["1 id=1", "4 id=2"]),
        ("nothing", " \n", []), ("an empty list", "[ ]", []), ("an empty object", "{}", ["1"]),
    ])
    func `every shape is recognised`(_ name: String, _ json: String, _ expected: [String]) throws {
        for piece in [1, 7, 4096] { #expect(try read(json, piece: piece) == expected) }
        #expect(try read("\u{FEFF}" + json) == expected)
    }

    @Test func `the feeds of shops`() throws {
        func read(_ name: String) throws -> [String] {
            try events(
                JSONRowReader(ByteStream(path: feed(name)), path: name, at: nil, limits: TableLimits(), nulls: []))
        }
        #expect(
            try read("array.json") == [
                "1 sku=j1 name=Lamp price.amount=19.90 price.currency=EUR categories=[\"Home\", \"Lamps\"] "
                    + "images=<[{\"uri\": \"https://shop.example/j1.jpg\", \"w\": 300}, {\"uri\": \"https://shop.example/j1b.jpg\"}]>",
                "2 sku=j2 name=Shade price.amount=9.90 price.currency=EUR categories=[\"Home\", \"Lamps\"] tags=[\"new\"]",
            ])
        #expect(try read("bom.jsonl") == ["1 id=b1 title=x"])
        #expect(
            try read("retail.jsonl")[1]
                == "2 id=r2 title=急須 categories=[\"キッチン > 急須\"] priceInfo.price=~5200.5 priceInfo.currencyCode=JPY "
                + "availability=OUT_OF_STOCK")
        #expect(
            try read("amazon_reviews.json") == [
                "1 reviewerID=A2IB asin=0108775015 helpful=<[0, 0]> reviewText=Good overall=~5.0 unixReviewTime=1393545600",
                "2 reviewerID=A14V asin=1384719342 helpful=<[13, 14]> overall=~3.0 unixReviewTime=1363392000",
            ])
    }
}
