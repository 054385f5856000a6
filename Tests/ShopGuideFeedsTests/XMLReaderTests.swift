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

    @Test(arguments: shapes)
    func `every shape is recognised`(_ xml: String, _ expected: [String]) throws {
        for piece in [1, 7, 4096] { #expect(try read(xml, piece: piece) == expected) }
    }

    private static let shapes: [(String, [String])] = [
        (
            "<rss><channel><title>Shop</title><item><id>1</id></item><item><id>2</id></item></channel></rss>",
            ["1 id=1", "2 id=2"]
        ),
        (
            "<products>\n<product><id>1</id></product>\n\n<product><id>2</id></product>\n</products>",
            ["2 id=1", "4 id=2"]
        ),
        (
            "<yml_catalog><shop><categories><category id=\"1\">Tea</category></categories><offers>"
                + "<offer id=\"7\" available=\"true\"><name>x</name></offer></offers></shop></yml_catalog>",
            ["1 id=7 available=true name=x"]
        ),
        ("<data><row id=\"1\" xmlns=\"u:x\" a:b=\"c\"><id>2</id></row></data>", ["1 id=2"]),
        ("<SHOP><SHOPITEM><ITEM_ID>1</ITEM_ID></SHOPITEM></SHOP>", ["1 ITEM_ID=1"]),
        ("\u{FEFF}\n\n<?xml version='1.0'?><rss><item><id>1</id></item></rss>", ["3 id=1"]),
        (
            "<rss xmlns:x='http://base.google.com/ns/1.0'><item><title>a</title><x:title>b</x:title><title>c</title>"
                + "<media:title>d</media:title></item></rss>", ["1 title=b"]
        ),
        (
            "<rss><item><dc:title>a</dc:title><title>b</title><g:shipping><price>1</price></g:shipping><shipping><price>2</price>"
                + "</shipping></item></rss>", ["1 title=b shipping.price=1"]
        ),
        (
            "<rss><item><p>1</p><s><c>SE</c><c>DE</c></s><p>2</p><s><c>FR</c></s></item></rss>",
            ["1 p=[\"1\", \"2\"] s.c=[\"SE\", \"DE\", \"FR\"]"]
        ),
        (
            "<rss><item><t> a<!-- c --> &amp; <![CDATA[<b>]]> &#x1F600;\n </t><u/><v> </v></item></rss>",
            ["1 t=a & <b> 😀"]
        ),
        (
            "<feed><entry><link rel='self' href='https://s'/><link href=' https://a '/><link rel='alternate' href='https://b'/>"
                + "<link rel='enclosure' href='https://c'/></entry></feed>", ["1 link=[\"https://a\", \"https://b\"]"]
        ),
        ("<rss><item><item>a</item></item></rss>", ["1 item=a"]),
        (
            "<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://none.example/rss.dtd'><rss><item><id>1</id></item></rss>",
            ["1 id=1"]
        ),
        ("<!DOCTYPE r [<!ENTITY amp '&#38;#38;'>]><r><item><t>&amp;</t></item></r>", ["1 t=&"]),
        ("<rss><channel></channel></rss>", []), ("<feed/>", []),
    ]

    @Test func `items at a path`() throws {
        let xml = "<shop><item><id>0</id></item><list><thing><id>1</id></thing></list><thing><id>2</id></thing></shop>"
        #expect(try read(xml, at: "list.thing") == ["1 id=1"])
        #expect(try read(xml, at: "thing") == ["1 id=1", "2 id=2"])
        let error = #expect(throws: FeedError.self) { try read(xml, at: "list.item") }
        #expect(
            error?.message == "feed.xml: there is no element \"list.item\" in it; a path names the element of a row")
    }

    @Test(arguments: [
        ("", "feed.xml: it is empty"),
        (
            "<html><p>x</p></html>",
            "feed.xml: there is no element item, entry, product, offer, row in it; a path names the element of a row"
        ),
        (
            "<?xml version='1.0' encoding='klingon'?><rss/>",
            "feed.xml: declares the encoding \"klingon\", which isn't known; make it UTF-8"
        ),
        ("<!DOCTYPE r [<!ENTITY % p SYSTEM 'file:///etc/hostname'>%p;]><r><item/></r>", declared),
        ("<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><r><item><t>&x;</t></item></r>", declared),
    ])
    func `a document that can't be taken is refused`(_ xml: String, _ message: String) {
        let error = #expect(throws: FeedError.self) { try read(xml) }
        #expect(error?.message == message)
    }

    private static let declared =
        "feed.xml: declares entities, which feeds don't need and are not expanded; remove its <!DOCTYPE>"

    @Test(arguments: broken)
    func `what is wrong is told after the whole items`(_ xml: String, _ problem: String) throws {
        let start = "<rss>\n<item><id>1</id></item>\n"
        for piece in [1, 7, 4096] { #expect(try read(start + xml, piece: piece) == ["2 id=1", problem]) }
    }

    private static let broken: [(String, String)] = [
        (
            "<item><t>a & b</t></item></rss>",
            "3 ! not well-formed XML in an item: a character that can't be there, such as a bare & or <"
        ),
        ("<item><t>a</u></item></rss>", "3 ! not well-formed XML in an item: <t> isn't closed"),
        ("<item><t a='1' a='2'/></item></rss>", "3 ! not well-formed XML in an item: an attribute is there twice"),
        (
            "<item><t>&#0;</t></item></rss>",
            "3 ! not well-formed XML in an item: a number after &# that is no character"
        ),
        ("</rss>\n<rss/>", "4 ! not well-formed XML: there is something after its end"),
        ("<item><t>", "3 ! the file ends inside of an item"), ("<item", "3 ! the file ends too soon"),
        ("<item><t>a&am", "3 ! the file ends inside of an item"),
        ("<item><t><![CDA", "3 ! the file ends inside of an item"),
        ("<item><t><![CDATA[x", "3 ! the file ends inside of an item"), ("", "3 ! the file ends too soon"),
    ]

    @Test(arguments: rejected)
    func `an item that can't be taken is rejected alone`(_ item: String, _ reason: String) throws {
        let xml = "<rss>\n<item><id>1</id></item>\n<item>\(item)</item>\n<item><id>3</id></item></rss>"
        var limits = TableLimits()
        limits.fieldBytes = 40_000
        #expect(try read(xml, limits: limits) == ["2 id=1", "3 ! \(reason)", "4 id=3"])
    }

    private static let rejected: [(String, String)] = [
        ("<a>\(long("x", 40_001))</a>", "\"a\" is longer than 40000 bytes"),
        ("<a><b>\(long("x&amp;", 20_001))</b></a>", "\"a.b\" is longer than 40000 bytes"),
        (long("<a>\(long("x", 1000))</a>", 1100), "longer than 1048576 bytes"),
        (long("<a>", 65) + long("</a>", 65), "elements more than 64 deep in each other"),
        ("<a>x&nbsp;y</a>", "&nbsp; isn't known in XML"),
        ("<\(long("a", 1025))/>", "an element's name is longer than 1024 bytes"),
        ((0...4096).map { "<a\($0)>1</a\($0)>" }.joined(), "more than 4096 different names in the file"),
    ]

    private static func long(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test func `tags and depths that never end are given up`() throws {
        let start = "<rss><item><id>1</id></item>"
        for long in ["<!--" + Self.long("x", 3 << 20), "<a b='" + Self.long("x", 3 << 20)] {
            #expect(
                try read(start + long) == [
                    "1 id=1", "2 ! a tag or comment longer than 1048576 bytes; nothing after it can be read",
                ])
        }
        #expect(
            try read(start + Self.long("<a>", 5000))
                == ["1 id=1", "2 ! elements more than 1024 deep in each other; nothing after it can be read"])
    }

    @Test(arguments: [
        ("utf-8", "café 茶"), ("UTF-16", "café 茶"), ("iso-8859-1", "café"), ("windows-1252", "café “€”"),
        ("windows-1251", "чай"),
        ("koi8-r", "чай"), ("iso-8859-2", "čaj"), ("gbk", "茶"), ("Shift_JIS", "やかん"), ("big5", "茶壺"),
    ])
    func `the encoding that the document declares`(_ name: String, _ text: String) throws {
        let xml = "<?xml version=\"1.0\" encoding=\"\(name)\"?><rss><item><t>\(text)</t></item></rss>"
        let bytes = try #require(Self.encoded(xml, name))
        for piece in [1, 7, 4096] { #expect(try read(bytes, piece: piece) == ["1 t=\(text)"]) }
    }

    @Test func `text that was decoded is UTF-8 whatever it declares`() throws {
        #expect(try read("<?xml version='1.0' encoding='UTF-16'?><rss><item><t>é</t></item></rss>") == ["1 t=é"])
        let xml = Array("<?xml version='1.0' encoding='latin1'?><rss><item><t>é</t></item></rss>".utf8)
        let reader = try XMLRowReader(
            PiecewiseSource(xml), path: "feed.xml", at: nil, limits: TableLimits(), nulls: [], isUTF8: true)
        #expect(try events(reader) == ["1 t=é"])
    }

    private static func encoded(_ text: String, _ name: String) -> [UInt8]? {
        guard let converter = iconv_open(name, "UTF-8"), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var (input, output) = (Array(text.utf8), [UInt8](repeating: 0, count: text.utf8.count * 4 + 16))
        var (inLeft, outLeft) = (input.count, output.count)
        input.withUnsafeMutableBytes { from in
            output.withUnsafeMutableBytes { to in
                var source = from.baseAddress?.assumingMemoryBound(to: CChar.self)
                var target = to.baseAddress?.assumingMemoryBound(to: CChar.self)
                _ = iconv(converter, &source, &inLeft, &target, &outLeft)
            }
        }
        return inLeft == 0 ? Array(output.dropLast(outLeft)) : nil
    }

    @Test func `a file that is cut off anywhere gives its whole items and one rejection`() throws {
        let item = "<item><g:id>é</g:id><t a='b'>x &amp; <![CDATA[y]]></t><!-- c --></item>\n"
        let xml = Array("<?xml version='1.0'?>\n<rss>\(Self.long(item, 3))</rss>".utf8)
        for end in 1..<xml.count {
            let reader = try? XMLRowReader(
                PiecewiseSource(xml[..<end]), path: "feed.xml", at: nil, limits: TableLimits(), nulls: [])
            guard let reader else { continue }
            let found = try events(reader)
            #expect(found.last?.contains("the file ends") == true)
            let whole = String(decoding: xml[..<end], as: UTF8.self).components(separatedBy: "</item>").count - 1
            #expect(found.count == whole + 1)
        }
    }
}
