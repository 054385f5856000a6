import Foundation
import ShopGuideFeeds
import Testing

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

    @Test(arguments: values)
    func `values are read exactly`(_ json: String, _ expected: [String]) throws {
        for piece in [1, 7, 4096] { #expect(try read(json, name: "feed.jsonl", piece: piece) == expected) }
    }

    @Test func `nulls are empty`() throws {
        #expect(try read(#"{"a": "N/A", "b": -1, "c": "x"}"#, nulls: ["N/A", "-1"]) == ["1 c=x"])
    }

    @Test(arguments: rows)
    func `a broken row is rejected alone`(_ row: String, _ reason: String) throws {
        func problems(_ json: String, _ name: String) throws -> [String] {
            var limits = TableLimits()
            limits.fieldBytes = 1024
            let reader = try JSONRowReader(
                PiecewiseSource(json.utf8), path: name, at: nil, limits: limits, nulls: [])
            var found: [String] = []
            while let event = try reader.next() {
                switch event {
                case .rejected(let line, let reason): found.append("\(line) ! \(reason)")
                case .row(let line):
                    do {
                        for column in reader.columns.indices { _ = try reader.cell(column) }
                        found.append("\(line)")
                    } catch let problem as RowProblem { found.append("\(line) ! \(problem)") }
                }
            }
            return found
        }
        let good = #"{"id": 1}"#
        #expect(try problems("\(good)\n\(row)\n\(good)\n\(good)\n", "feed.jsonl") == ["1", "2 ! \(reason)", "3", "4"])
    }

    private static let values: [(String, [String])] = [
        (#"{"a": null, "b": "", "c": [], "d": {}, "e": " "}"#, ["1 e= "]),
        (
            #"{"a": 1, "b": -0, "c": 9223372036854775807, "d": 99999999999999999999, "e": 1.50, "f": 1E2}"#,
            ["1 a=1 b=0 c=9223372036854775807 d=99999999999999999999 e=~1.5 f=~100.0"]
        ),
        (
            #"{"a": true, "b": false, "c": ["x", "", "y\"]"], "d": [1], "e": ["x", null], "f": [[]]}"#,
            [#"1 a=true b=false c=["x", "", "y\"]"] d=<[1]> e=<["x", null]> f=<[[]]>"#]
        ),
        (#"{"a": "\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\", "\u0062": 1}"#, ["1 a=é😀/\u{8}\u{c}\n\r\t\"\\ b=1"]),
        (#"{"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": 1}}}}}}}}}"#, [#"1 a.b.c.d.e.f.g.h=<{"i": 1}>"#]),
        ("{\"a\": 1}\n{\"b\": 2, \"a\": 3}\n{}\n{\"b\": 4}", ["1 a=1", "2 a=3 b=2", "3", "4 b=4"]),
    ]

    private static let rows: [(String, String)] = [
        ("[1]", "not a JSON object"), ("\"x\"", "not a JSON object"), ("x", "not a JSON object"),
        (#"{"id": "a""#, "not a JSON object: it ends too soon"),
        (#"{"id": "a",}"#, "not a JSON object: malformed JSON at byte 12 of it"),
        (#"{"id": 01}"#, "not a JSON object: malformed JSON at byte 9 of it"),
        (#"{"id": 1.}"#, "not a JSON object: malformed JSON at byte 10 of it"),
        (#"{"id": +1}"#, "not a JSON object: malformed JSON at byte 8 of it"),
        (#"{"id": NaN}"#, "not a JSON object: malformed JSON at byte 8 of it"),
        (#"{"id": truE}"#, "not a JSON object: malformed JSON at byte 11 of it"),
        (#"{'id': 1}"#, "not a JSON object: malformed JSON at byte 2 of it"),
        (#"{"x": [1}"#, "not a JSON object: malformed JSON at byte 9 of it"),
        (#"{"x": 1} x"#, "text after the object"),
        (#"{"x": 1, "x": 2}"#, "\"x\" is there twice"),
        (#"{"x": {"y": 1}, "x": {"z": 2}}"#, "\"x\" is there twice"),
        (#"{"x.y": 1, "x": {"y": 2}}"#, "\"x.y\" is there twice"),
        (#"{"\\u0078": 1, "x": 2}"#.replacing("\\\\", with: "\\"), "\"x\" is there twice"),
        (#"{"brand": "\ud800"}"#, "\"brand\" isn't valid Unicode"),
        (#"{"brand": "\ud800\u0041"}"#, "\"brand\" isn't valid Unicode"),
        (#"{"brand": ["\udc00"]}"#, "\"brand\" isn't valid Unicode"),
        (#"{"\ud800": 1}"#, "a member's name isn't valid Unicode"),
        (#"{"x": "b\u0000c"}"#, "a text has a zero byte"),
        (#"{"x": "\x41"}"#, "\"x\" has an unknown escape"),
        ("{\"x\": \"a\tb\"}", "\"x\" has a control character that isn't escaped"),
        (#"{"": 1}"#, "a member without a name"),
        (#"{"x": 1e999}"#, "\"x\" is too large a number"),
        ("{\"x\": \"" + long("b", 1025) + "\"}", "\"x\" is longer than 1024 bytes"),
        ("{\"x\": [\"" + long("b", 1025) + "\"]}", "\"x\" is longer than 1024 bytes"),
        ("{\"x\": " + long("9", 1025) + "}", "\"x\" is longer than 1024 bytes"),
        ("{\"x\": \"" + long("b", 2 << 20) + "\"}", "longer than 1048576 bytes"),
        ("{\"" + long("b", 1025) + "\": 1}", "a member's name is longer than 1024 bytes"),
        (
            "{\"x\": " + long("[", 64) + long("]", 64) + "}",
            "lists or objects more than 64 deep in each other"
        ),
        ("{" + names + "}", "more than 4096 different names in the file"),
    ]

    private static let names = (0...4096).map { "\"a\($0)\": 1" }.joined(separator: ",")
    private static func long(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
}
