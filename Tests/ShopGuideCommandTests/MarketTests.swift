import FewShotTensors
import Foundation
import Testing

/// Market files as users have them, and as they get them wrong.
@Suite struct MarketTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private struct Results: Decodable {
        struct Figure: Decodable {
            let ndcg10: Double
            let hr10: Double
            let se: Double
        }
        struct Row: Decodable {
            let mean: Figure
            let markets: [String: Figure]
        }
        struct Advantage: Decodable {
            let ndcg10: Double
            let se: Double
            let questions: Int
        }
        let A: [String: Row]?
        let B: [String: [String: Row]]?
        let newMarket: [String: [String: Row]]?
        let newMarketFamiliar: [String: [String: Row]]?
        let newMarketUntaken: [String: [String: Double]]?
        let advantages: [String: [String: Advantage]]?
        let chosen: String
    }

    /// Shoppers who keep to one of eight groups of products.
    private func market(_ seed: UInt64, dates: Bool, separator: String = " ", shoppers: Int = 60) -> String {
        var generator = SeededGenerator(seed: seed)
        let header = ["userId", "itemId", "rate"] + (dates ? ["date"] : [])
        var lines = [header.joined(separator: separator)]
        for shopper in 0..<shoppers {
            let group = generator.integer(below: 8)
            for (position, item) in generator.sample(5, below: 8).enumerated() {
                let date = "2019-0\(1 + position)-\(10 + shopper % 18)"
                let fields = ["u\(seed)-\(shopper)", "p\(group)-\(item)", "\(1 + item % 5).0"] + (dates ? [date] : [])
                lines.append(fields.joined(separator: separator))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test func `two small markets run under all protocols, one of them without dates`() throws {
        _ = try folder.write(market(1, dates: true), to: "markets/de_5core.txt")
        _ = try folder.write(market(2, dates: false, separator: "\t"), to: "markets/fr_5core.tsv")
        let arguments = [
            "reproduce", "markets", "--data", "markets", "--format", "json", "--threads", "1", "--budget", "20",
        ]
        let outcome = try Program.start(arguments + ["--publish"], in: folder).wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let results = try JSONDecoder().decode(Results.self, from: Data(outcome.output.utf8))
        let known = try #require(results.A)
        let models: Set = ["popularity", "itemknn", "ease", "sasrec", "relation", "prototype", "maml", "blend"]
        #expect(Set(known.keys).isSuperset(of: models))
        #expect(results.B?.values.allSatisfy { Set($0.keys).isSuperset(of: models) } == true)
        #expect(known["ease"]?.markets.keys.sorted() == ["de", "fr"])
        let (chosen, popularity) = (try #require(known[results.chosen]), try #require(known["popularity"]))
        #expect(chosen.mean.ndcg10 > popularity.mean.ndcg10 + 0.1)
        #expect(known.values.allSatisfy { 0...1 ~= $0.mean.ndcg10 && 0...1 ~= $0.mean.hr10 && $0.mean.se >= 0 })
        #expect(results.B?.keys.sorted() == ["0", "1", "3", "5"])
        for rows in [results.newMarket, results.newMarketFamiliar] {
            #expect(rows?.keys.sorted() == ["0", "10", "50", "all"])
            #expect(rows?["10"]?.keys.sorted() == ["ease", "popularity", "relation", "relation, not adapted"])
        }
        let untaken = try #require(results.newMarketUntaken)
        #expect(untaken["0"]?.keys.sorted() == ["de", "fr"])
        // Both sell the same 64 products; the more shoppers are known, the fewer are news.
        #expect(
            zip(["0", "10", "50"], ["10", "50", "all"]).allSatisfy { few, many in
                (untaken[few]?["de"] ?? 0) >= (untaken[many]?["de"] ?? 1)
            })
        for file in ["results.json", "table.md", "models/relation/model.safetensors", "models/maml/model.json"] {
            #expect(FileManager.default.fileExists(atPath: folder.url("runs/reproduce/markets/\(file)").path))
        }
        for (file, published) in [("results.json", "markets-markets.json"), ("table.md", "markets-markets.md")] {
            let own = try Data(contentsOf: folder.url("runs/reproduce/markets/\(file)"))
            #expect(try Data(contentsOf: folder.url("Docs/results/\(published)")) == own)
        }
        let refused = try Program.start(arguments, in: folder).wait()
        #expect(
            refused.errors
                == "Error: runs/reproduce/markets is there already: add --resume to go on with it, or choose another --output\n"
        )
        let again = try Program.start(arguments + ["--output", "other"], in: folder).wait()
        let repeated = try JSONDecoder().decode(Results.self, from: Data(again.output.utf8))
        #expect(repeated.A?["relation"]?.mean.ndcg10 == known["relation"]?.mean.ndcg10)
    }

    @Test func `every household is held out once, and differences come with their own error`() throws {
        var generator = SeededGenerator(seed: 5)
        var rows = ["household_id\tproduct_id\ttransaction_timestamp"]
        for household in 0..<60 {
            let types = generator.shuffled(Array(0..<20)).prefix(6).map { $0 + (household % 2) * 20 }
            for (day, type) in types.enumerated() {
                // Two products of each type; the second comes too late to count.
                rows.append("\(household)\t\(2 * type)\t2017-03-0\(1 + day) 10:00:00")
                rows.append("\(household)\t\(2 * type + 1)\t2017-08-0\(1 + day) 10:00:00")
            }
        }
        let products = (0..<80).map { "\($0)\ttype \($0 / 2)\tGROCERY\tkind \($0 / 20)" }
        try write(rows, of: products)
        let arguments = [
            "reproduce", "shoppers", "--data", "households", "--format", "json", "--threads", "1", "--budget", "2",
        ]
        let outcome = try Program.start(arguments, in: folder).wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let results = try JSONDecoder().decode(Results.self, from: Data(outcome.output.utf8))
        for known in ["1", "3", "5"] {
            let beside = try #require(results.advantages?[known]?["popularity"])
            let rows = try #require(results.B?[known])
            let (chosen, popularity) = (try #require(rows[results.chosen]), try #require(rows["popularity"]))
            #expect(beside.questions == 60)
            #expect(abs(beside.ndcg10 - (chosen.mean.ndcg10 - popularity.mean.ndcg10)) < 1e-9)
            #expect(beside.se > 0)
        }
        #expect(results.advantages?["10"]?["popularity"]?.questions == 0)
    }

    /// Writes a grocer's files.
    private func write(_ transactions: [String], of products: [String]) throws {
        let header = "product_id\tproduct_type\tdepartment\tproduct_category"
        for (name, lines) in [("transactions_sample.tsv", transactions), ("products.tsv", [header] + products)] {
            _ = try folder.write(lines.joined(separator: "\n") + "\n", to: "households/\(name)")
            #expect(try Program.succeeds(["gzip", folder.url("households/\(name)").path]))
        }
    }

    @Test func `a grocer's stores are divided into markets, each entered with contents`() throws {
        var generator = SeededGenerator(seed: 6)
        var rows = ["household_id\tstore_id\tproduct_id\ttransaction_timestamp"]
        for household in 0..<126 {
            // One of 14 stores is each household's own; where it goes once doesn't count.
            let store = 90 + household % 14
            let types = generator.shuffled(Array(0..<20)).prefix(6).map { $0 + (household % 2) * 20 }
            for (day, type) in types.enumerated() {
                rows.append("\(household)\t\(day == 0 ? 95 : store)\t\(type)\t2017-03-0\(1 + day) 10:00:00")
            }
        }
        let kinds = ["mug", "lamp"]
        try write(rows, of: (0..<40).map { "\($0)\t\(kinds[$0 / 20]) \($0)\tHOME\t\(kinds[$0 / 20])" })
        let arguments = [
            "reproduce", "markets", "--data", "households", "--format", "json", "--threads", "2", "--budget", "1",
        ]
        let outcome = try Program.start(arguments, in: folder).wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let results = try JSONDecoder().decode(Results.self, from: Data(outcome.output.utf8))
        let rowsOfTen = try #require(results.newMarket?["10"])
        let content = try #require(rowsOfTen["relation + content"])
        let names = stride(from: 90, to: 104, by: 2).map { "stores \($0) to \($0 + 1)" }
        #expect(content.markets.keys.sorted() == names.sorted())
        #expect(rowsOfTen.keys.allSatisfy { !$0.contains("×") })
        // Half of all types are never taken, and look like it.
        #expect(content.mean.ndcg10 > (rowsOfTen["popularity"]?.mean.ndcg10 ?? 1))
        #expect(results.newMarketUntaken?["0"]?.values.allSatisfy { $0 == 0 } == true)
        let table = try String(contentsOf: folder.url("runs/reproduce/markets/table.md"), encoding: .utf8)
        #expect(table.contains("Of what a market has with all of its shoppers it has with ten: relation "))
    }

    @Test(arguments: bad)
    func `a file that is no market's is refused with its line`(_ bad: BadCommand) throws {
        try bad.prepare(folder)
        let outcome = try Program.start(bad.arguments, in: folder).wait()
        #expect(outcome.status == bad.status)
        #expect(outcome.errors.replacing(folder.path, with: "DIR") == "Error: \(bad.message)\n")
    }

    @Test func `options of other tables are refused, not passed over`() throws {
        for option in [["--splits", "s"], ["--challenge", "c"], ["--no-cache"]] {
            let outcome = try Program.start(["reproduce", "markets"] + option, in: folder).wait()
            #expect(outcome.status == 64)
            #expect(
                outcome.errors.hasPrefix("Error: table markets has no \(option[0]): that is for tables of categories"))
        }
    }

    private static let command = "reproduce markets --data m"
    private static let header = "userId itemId rate date\n"

    private static func bad(_ name: String, _ contents: String, _ message: String) -> BadCommand {
        .failure(name, command, message) { _ = try $0.write(contents, to: "m/de.txt") }
    }

    static let bad: [BadCommand] = [
        .failure("no folder", command, "m: no such folder of market files"),
        .failure(
            "an empty folder", command,
            "m: no market file: one *.txt or *.tsv (or .gz of one) for each market, with the header \"userId itemId rate date\""
        ) { _ = try $0.write("", to: "m/other.csv") },
        bad("an empty file", "", "m/de.txt: it is empty; its first line should be \"userId itemId rate date\""),
        bad(
            "another header", "user,item\n1,2\n",
            "m/de.txt, line 1: the header should be \"userId itemId rate date\", with spaces or tabs (rate and date may be missing); it is \"user,item\""
        ),
        bad("too few columns", header + "a b 5.0\n", "m/de.txt, line 2: 3 columns; the header has 4"),
        bad(
            "no such day", header + "a b 5.0 2019-06-03\na c 5.0 2019-02-30\n",
            "m/de.txt, line 3: \"2019-02-30\" isn't a date such as 2019-06-03"),
        bad("the future", header + "a b 5.0 2999-01-01\n", "m/de.txt, line 2: the date 2999-01-01 lies in the future"),
        bad("a rate of words", header + "a b good 2019-01-01\n", "m/de.txt, line 2: the rate \"good\" isn't a number"),
        bad("a zero byte", header + "a b\0 5.0 2019-01-01\n", "m/de.txt, line 2: it isn't text in UTF-8"),
        bad(
            "an endless line", header + String(repeating: "a", count: 9000),
            "m/de.txt, line 2: longer than 4096 bytes"),
        bad(
            "too few shoppers", header + "a b 5 2019-01-01\na c 5 2019-01-02\na d 5 2019-01-03\n",
            "m/de.txt: 1 shoppers with 3 or more different products; it needs 10"),
        .failure("binary junk", command, "m/de.txt, line 1: it isn't text in UTF-8") { folder in
            try FileManager.default.createDirectory(at: folder.url("m"), withIntermediateDirectories: true)
            try Data([0xFF, 0x00, 0xC3, 0x28, 0x0A, 0x01]).write(to: folder.url("m/de.txt"))
        },
        .failure("a packed file cut short", command, "m/de.txt.gz: can't be unpacked: it is cut short") { folder in
            try FileManager.default.createDirectory(at: folder.url("m"), withIntermediateDirectories: true)
            // The first bytes of a gzip of the header and a row.
            let packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x2B, 0x2D, 0x4E, 0x2D, 0xF2, 0x4C, 0x51, 0xC8]
            try Data(packed).write(to: folder.url("m/de.txt.gz"))
        },
    ]
}
