import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Testing
import ShopGuideFeeds

/// What went in comes out again, byte for byte.
@Suite struct RoundTripTests {
    private let shop: Shop

    init() throws { shop = try Shop() }

    /// Everything that a field may hold, and what has gone wrong with tables before.
    private static let texts = [
        "plain", "two\nlines", "\r\n", "a \"quoted\" word", "\"", "\"\"", "5\"\u{301} with an accent on the quote",
        "\u{FE0F}\"\u{FE0F}", "comma, semicolon; tab\t", " leading and trailing ", "陶瓷马克杯 330毫升", "caf\u{E9}",
        "cafe\u{301}", "👩‍👩‍👧", "\u{FEFF}mark", "null", "true", "0", "007", "1e5", "{}", "[]", "\\u0041", "a > b",
        "NaN", "=1+1", "#", "--", "/", "</script>",
    ]

    /// A store with hard content.
    private func filled(_ name: String) throws -> any Store {
        let store = try shop.store(name)
        try store.write { writer in
            for (index, text) in Self.texts.enumerated() {
                try writer.save(
                    Product(
                        id: "\(index) \(index == 11 ? "caf\u{E9}" : "x")",
                        title: LocalizedText(index % 3 == 0 ? ["": text] : ["en": text, "zh-Hans": text + "中"]),
                        category: Category(path: ["root, \"one\"", "\u{301}\(index % 5)"]), brand: text,
                        price: Price(tenThousandths: Int64(index) * 1_234_567_891 + 1, currency: "EUR"),
                        attributes: [
                            "colour, \"or so\"": .text(text), "flag": .flag(index % 2 == 0), "id": .text(text),
                            "number": .number(0.1 * Double(index) / 3 - 1),
                        ],
                        image: text, markets: index % 2 == 0 ? ["DE", "FR"] : [],
                        availability: Availability.allCases[index % Availability.allCases.count]))
                try writer.save(
                    Shopper(id: "s\(index)", market: index % 2 == 0 ? "JP" : nil, attributes: ["note": .text(text)]))
                try writer.save(
                    Interaction(
                        id: index % 2 == 0 ? "event \(text.filter { $0.isLetter })\(index)" : nil,
                        shopper: "s\(index % 4)", product: "0 x",
                        kind: Interaction.Kind.allCases[index % Interaction.Kind.allCases.count],
                        value: index % 3 == 0 ? nil : Double(index) / 7,
                        time: Timestamp(milliseconds: Int64(index) * 86_400_001 - 1_000_000_000), market: "US"),
                    at: SourceLine(source: "0123456789abcdef", line: index + 1))
            }
            // Two ids that Swift takes for the same text, and SQLite doesn't.
            for id in ["caf\u{E9}", "cafe\u{301}"] {
                try writer.save(Product(id: id))
                try writer.save(Interaction(id: "of \(id)", shopper: id, product: id, kind: .view))
            }
        }
        return store
    }

    @Test(arguments: [TableFormat.csv, .tsv, .jsonl])
    func `an export of an import of an export is the same`(_ format: TableFormat) throws {
        let first = try filled("first")
        let second = try shop.store("second")
        for kind in TableKind.allCases {
            let exported = try first.exported(kind, as: format)
            var request = try shop.request(kind, exported, as: format)
            request.rows.isVerbatim = true
            let progress = try shop.take(request, into: second)
            #expect(progress.rejected == 0)
            #expect(progress.stored >= Self.texts.count)
            #expect(try second.exported(kind, as: format).utf8.elementsEqual(exported.utf8), "\(kind)")
        }
        #expect(try first.contents() == second.contents())
        #expect(try second.problems().isEmpty)
    }

    @Test func `numbers of all sizes come back to the last bit`() throws {
        var state: UInt64 = 1
        var numbers: [Double] = [
            0, -1, 0.1 + 0.2, 1e22, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 9_007_199_254_740_994,
        ]
        while numbers.count < 2000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = Double(bitPattern: state)
            if number.isFinite { numbers.append(number) }
        }
        let first = try shop.store("first")
        try first.write { writer in
            for (index, number) in numbers.enumerated() {
                try writer.save(Product(id: "\(index)", attributes: ["number": .number(number)]))
            }
        }
        let second = try shop.store("second")
        try shop.take(.products, first.exported(.products), as: .jsonl, into: second)
        var restored: [Double?] = []
        try second.forEachProduct { restored.append($0.attributes["number"]?.number) }
        #expect(restored == numbers)
        #expect(try first.exported(.products) == second.exported(.products))
    }

    @Test func `minus zero comes back as zero from the first time on`() throws {
        let store = try shop.store()
        try shop.take(.products, #"{"id": "a", "number": -0.0}"#, as: .jsonl, into: store)
        #expect(try store.exported(.products) == #"{"attributes":{"number":0},"id":"a"}"# + "\n")
    }

    @Test func `a table with nothing in it has a header`() throws {
        let store = try shop.store()
        #expect(try store.exported(.interactions, as: .csv) == "id,shopper,product,kind,value,time,market\n")
        #expect(try store.exported(.interactions, as: .jsonl) == "")
        #expect(try shop.take(.products, store.exported(.products, as: .tsv), as: .tsv, into: store).stored == 0)
    }
}
