import Foundation
import ShopGuide
import ShopGuideStore
import Testing
import ShopGuideApplication
import ShopGuideFeeds

/// A row that can't be taken, between two that can.
struct MalformedRow: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: TableKind
    let format: TableFormat
    let header: String
    let row: [UInt8]
    let reason: String
    var testDescription: String { name }

    static func product(_ name: String, _ header: String, _ row: String, _ reason: String) -> MalformedRow {
        MalformedRow(name: name, kind: .products, format: .csv, header: header, row: Array(row.utf8), reason: reason)
    }

    static func json(_ name: String, _ row: String, _ reason: String) -> MalformedRow {
        MalformedRow(name: name, kind: .products, format: .jsonl, header: "", row: Array(row.utf8), reason: reason)
    }

    static func event(_ name: String, _ row: String, _ reason: String) -> MalformedRow {
        MalformedRow(
            name: name, kind: .interactions, format: .csv, header: "shopper,product,kind,value,time,market",
            row: Array(row.utf8), reason: reason)
    }

    /// A good row of this kind.
    func good(_ number: Int) -> String {
        switch (kind, format) {
        case (_, .jsonl): "{\"id\": \"good\(number)\"}"
        case (.interactions, _): "s\(number),p,view,,,"
        default: "good\(number)" + String(repeating: ",", count: header.count { $0 == "," })
        }
    }
}

/// A table that can't be taken at all.
struct MalformedTable: Sendable, CustomTestStringConvertible {
    let name: String
    let table: [UInt8]
    var mapping = ColumnMapping()
    let message: String
    var testDescription: String { name }

    init(_ name: String, _ table: String, _ message: String, _ mapping: ColumnMapping = ColumnMapping()) {
        self.init(name, Array(table.utf8), message, mapping)
    }

    init(_ name: String, _ table: [UInt8], _ message: String, _ mapping: ColumnMapping = ColumnMapping()) {
        self.name = name
        self.table = table
        self.message = message
        self.mapping = mapping
    }
}

/// Tables with something wrong: each says its own thing, and nothing else is lost.
@Suite struct MalformedImportTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    @Test(arguments: rows)
    func `the row is named with its reason, and those around it are taken`(_ bad: MalformedRow) throws {
        let store = try shop.store()
        if bad.kind == .interactions { try shop.take(.products, "id\np\n", into: store) }
        let start = bad.format == .jsonl ? "" : bad.header + "\n"
        let table = Data("\(start)\(bad.good(1))\n".utf8) + bad.row + Data("\n\(bad.good(2))\n\(bad.good(3))\n".utf8)
        let progress = try shop.take(shop.request(bad.kind, table, as: bad.format), into: store)
        let line = bad.format == .jsonl ? 2 : 3
        let quoted = bad.reason.contains { $0 == "\"" || $0 == "," }
        let reason = quoted ? "\"\(bad.reason.replacing("\"", with: "\"\""))\"" : bad.reason
        #expect(try shop.rejections() == ["\(line),\(reason)"])
        #expect((progress.stored, progress.rejected) == (3, 1))
        let contents = try store.contents()
        #expect((bad.kind == .products ? contents.products : contents.shoppers) == 3)
        #expect(try store.problems().isEmpty)
    }

    @Test(arguments: tables)
    func `the table is refused with what is wrong with it, and the store stays as it was`(_ bad: MalformedTable) throws
    {
        let store = try shop.store()
        try shop.take(.products, "id\nold\n", into: store)
        let before = try store.exported(.products)
        let request = try shop.request(.products, Data(bad.table), mapping: bad.mapping)
        let error = #expect(throws: FeedError.self) { try shop.take(request, into: store) }
        #expect(error?.message.replacing(request.file.path, with: "FILE") == bad.message)
        #expect(try store.exported(.products) == before)
    }

    @Test func `each says its own thing`() {
        let words = Self.rows.map(\.reason) + Self.tables.map(\.message)
        #expect(words.count >= 35)
        #expect(Set(words).count == words.count)
    }

    @Test func `a quote that is never closed takes its own line alone`() throws {
        let store = try shop.store()
        let progress = try shop.take(.products, "id,title\na,\"open\nb,x\nc,y\n", into: store)
        #expect((progress.stored, progress.rejected) == (2, 1))
        #expect(try shop.rejections() == ["2,a quote that isn't closed"])
    }

    @Test func `a row that a quote made long says how far it goes`() throws {
        let store = try shop.store()
        let table = "id,title\na,\"open\nb,x\nc,\"closed\" here\nd,y\n"
        #expect(try shop.take(.products, table, into: store).stored == 1)
        #expect(try shop.rejections() == ["2,text after a closing quote; up to line 4"])
    }

    @Test func `a file or folder that can't be read is named`() throws {
        let store = try shop.store()
        func message(_ name: String) -> String? {
            let request = ImportRequest(
                file: shop.url(name), kind: .products, rejected: shop.url("rejected.csv"))
            let error = #expect(throws: FeedError.self) { try shop.take(request, into: store) }
            return error?.message.replacing(shop.folder.path, with: "DIR")
        }
        #expect(message("none.csv") == "DIR/none.csv: can't be read: No such file or directory")
        try FileManager.default.createDirectory(at: shop.url("folder.csv"), withIntermediateDirectories: true)
        #expect(message("folder.csv")?.hasSuffix(": a folder, not a table") == true)
    }

    // MARK: - Rows

    static let rows: [MalformedRow] = [
        .product("too few fields", "id,title", "a", "1 fields; the header has 2"),
        .product("too many fields", "id,title", "a,b,c", "3 fields; the header has 2"),
        .product(
            "too many fields over two lines", "id,title", "a,\"b\nc\",d", "3 fields; the header has 2; up to line 4"),
        .product("no id", "id,title", ",b", "no id"),
        .product("a control character", "id,title", "a\u{7},b", "id has a control character"),
        .product(
            "a long id", "id,title", String(repeating: "a", count: 257) + ",", "id is longer than 256 bytes"),
        MalformedRow(
            name: "a zero byte", kind: .products, format: .csv, header: "id,brand", row: [97, 44, 0, 98],
            reason: "column \"brand\" has a zero byte"),
        .product("text after a quote", "id,title", "a,\"b\"c", "text after a closing quote"),
        .product(
            "a long field", "id,title", "a," + String(repeating: "b", count: 65_537), "title is longer than 65536 bytes"
        ),
        .product(
            "a long row", "id,title", "a," + String(repeating: "b", count: 2 << 20), "longer than 1048576 bytes"),
        .product(
            "a market with a dot", "id,markets", "a,DE F.R",
            "market \"F.R\" isn't a code of up to 16 letters, digits, - and _"),
        .product(
            "an unknown availability", "id,availability", "a,maybe",
            "availability \"maybe\" is none of in_stock, out_of_stock, preorder, backorder, discontinued, true, false; "
                + "say which: --map availability:maybe=in_stock"),

        MalformedRow(
            name: "a shopper's long market", kind: .shoppers, format: .csv, header: "id,market",
            row: Array("a,a-market-of-17-let".utf8),
            reason: "market \"a-market-of-17-let\" isn't a code of up to 16 letters, digits, - and _"),

        .event("an unknown product", "s,q,view,,,", "no product \"q\" in the store"),
        .event("no shopper", ",p,view,,,", "no shopper"),
        .event("no product", "s,,view,,,", "no product"),
        .event("no kind", "s,p,,,,", "no kind: view, cart, purchase, rating, like, dismiss"),
        .event(
            "an unknown kind", "s,p,stole,,,",
            "kind \"stole\" is none of view, cart, purchase, rating, like, dismiss; say which: --map kind:stole=view"),
        .event("a value of words", "s,p,rating,five,,", "value \"five\" isn't a number"),
        .event("an infinite value", "s,p,rating,inf,,", "value \"inf\" isn't a number"),
        .event("a day that isn't", "s,p,view,,2017-02-29,", time("2017-02-29")),
        .event("an hour that isn't", "s,p,view,,2017-01-01T24:00,", time("2017-01-01T24:00")),
        .event(
            "a day of Excel's", "s,p,view,,42735,",
            "time \"42735\" would be 1970-01-01T11:52:15Z, before 1990 or after tomorrow; where it only orders the events of a "
                + "shopper, name its column: --column order=COLUMN"),
        .event("a time before the first year", "s,p,view,,0000-01-01T00:00+05:00,", time("0000-01-01T00:00+05:00")),

        .json("a list for a row", "[1]", "not a JSON object"),
        .json("broken JSON", "{\"id\": \"a\"", "not a JSON object: it ends too soon"),
        .json("a member twice", "{\"id\": \"a\", \"x\": 1, \"x\": 2}", "\"x\" is there twice"),
        .json("half a character", "{\"id\": \"a\", \"brand\": \"\\ud800\"}", "\"brand\" isn't valid Unicode"),
        .json("a number too large", "{\"id\": \"a\", \"x\": 1e999}", "\"x\" is too large a number"),
        .json("a title that is a list", "{\"id\": \"a\", \"title\": [\"x\"]}", "title is a list"),
        .json("an id that is a list", "{\"id\": [\"a\"]}", "id is a list"),
        .json("a zero in a text", "{\"id\": \"a\", \"x\": \"b\\u0000c\"}", "a text has a zero byte"),
        .json("a member without a name", "{\"id\": \"a\", \"\": 1}", "a member without a name"),
        .json(
            "a long text", "{\"id\": \"a\", \"x\": \"" + String(repeating: "b", count: 65_537) + "\"}",
            "x is longer than 65536 bytes"),
    ]

    private static func time(_ text: String) -> String {
        "time \"\(text)\" is none; write 2017-01-28T19:06:53Z, or seconds since 1970"
    }

    // MARK: - Tables

    private static let fields =
        "they have availability, brand, category, currency, id, image, images, markets, price, title, title.LANGUAGE, "
        + "attributes.NAME"

    static let tables: [MalformedTable] = [
        MalformedTable(
            "Latin-1", Array("id,title\na,b\nc,".utf8) + [0xE9, 98, 10],
            "FILE, line 3: the text isn't UTF-8 (E9 62 0A); it reads as windows-1252: --encoding windows-1252"),
        MalformedTable(
            "a row for a header", "7610300002791,Juice,1.20\n7610300002792,Tea,1.40\n",
            "FILE: line 1 looks like a row (\"7610300002791\"), not like the names of columns; name them: --header "
                + "id,title,price"),
        MalformedTable("nothing", "", "FILE: it is empty; its first line should name the columns"),
        MalformedTable("a header that isn't closed", "id,\"title\na,b\n", "FILE: line 1: a quote that isn't closed"),
        MalformedTable("a column without a name", "id,,title\na,b,c\n", "FILE: column 2 has no name"),
        MalformedTable(
            "a column that isn't there", "id,title\na,b\n", "FILE: no column \"sku\"; it has id, title",
            ColumnMapping(columns: [.init(field: "id", column: "sku")])),
        MalformedTable(
            "a column to leave out that isn't there", "id,title\na,b\n", "FILE: no column \"note\"; it has id, title",
            ColumnMapping(ignored: ["note"])),
        MalformedTable(
            "two columns for a field", "id,colour,attributes.colour\na,b,c\n",
            "FILE: columns \"colour\" and \"attributes.colour\" hold the same; leave one out: --ignore attributes.colour"
        ),
        MalformedTable(
            "too many columns", (0...4096).map { "c\($0)" }.joined(separator: ","),
            "FILE: line 1: more than 4096 fields"),
        MalformedTable(
            "a gzipped file that is cut short",
            [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x4C, 0xE1, 0x4A],
            "FILE: can't be unpacked: it is cut short"),
        MalformedTable(
            "an unknown field", "id\na\n", "products have no field \"colour\"; \(fields)",
            ColumnMapping(columns: [.init(field: "colour", column: "id")])),
        MalformedTable(
            "a field with two columns", "id,a,b\na,b,c\n", "brand is given two columns",
            ColumnMapping(columns: [.init(field: "brand", column: "a"), .init(field: "brand", column: "b")])),
        MalformedTable(
            "a language that is none", "id,a\na,b\n", "\"日本\" isn't a language tag, such as en",
            ColumnMapping(columns: [.init(field: "title.日本", column: "a")])),
    ]
}
