import FewShotTensors
import Foundation
import ShopGuideFeeds
import ShopGuideStore
import Testing

/// Imports that are killed, or whose disk is full: what was acknowledged is there, what was not is absent.
@Suite(.serialized) struct CatalogFaultTests {
    private let folder: TemporaryFolder
    private static let batch = 40

    init() throws { folder = try TemporaryFolder() }

    private func arguments(_ store: String) -> [String] {
        [
            "catalog", "import", "products", "products.csv", "--batch", "\(Self.batch)", "--store", "\(store).sqlite",
            "--rejected", "\(store).csv", "--acknowledge",
        ]
    }

    /// Writes a table in which every 97th row can't be taken.
    private func writeTable(rows: Int) throws {
        let lines = (1...rows).map { $0 % 97 == 0 ? ",no id" : "p\($0),\"Title, \($0)\"" }
        try folder.write("id,title\n" + lines.joined(separator: "\n") + "\n", to: "products.csv")
    }

    /// How many of the first rows can be taken.
    private func good(_ rows: Int) -> Int { rows - rows / 97 }

    /// The line that the last acknowledged batch ended at; the header's where there was none.
    private func acknowledged(_ outcome: Program.Outcome) -> Int {
        outcome.complaints.compactMap { line in
            line.prefixMatch(of: /line (\d+): \d+ stored/).flatMap { Int($0.1) }
        }.last ?? 1
    }

    /// Checks that a store holds the rows of whole batches up to a line, and returns that line.
    private func checkedLine(_ store: String, atLeast line: Int, rows: Int) throws -> Int {
        let store = try Stores.open(at: folder.url("\(store).sqlite"))
        #expect(try store.problems().isEmpty)
        let count = try store.contents().products
        // The only number of rows, in whole batches, of which so many can be taken.
        let stored = stride(from: 0, through: rows, by: Self.batch).first { good($0) == count } ?? rows
        #expect(good(stored) == count, "\(count) products aren't those of whole batches")
        #expect(stored + 1 >= line, "line \(line) was acknowledged, but \(stored + 1) is the last")
        // A batch that was on the disk may not have been acknowledged yet, but no more than one.
        let last = (1...max(1, stored)).last { $0 % 97 != 0 } ?? 1
        #expect(try (store.product("p\(last)") != nil) == (stored > 0))
        let next = (stored + 1...stored + 2).first { $0 % 97 != 0 } ?? 0
        #expect(try store.product("p\(next)") == nil)
        return stored + 1
    }

    @Test(.timeLimit(.minutes(3)))
    func `a hundred kills lose nothing that was acknowledged`() throws {
        let rows = 16_000
        try writeTable(rows: rows)
        // In two transactions, for it's their content that counts.
        let quick = arguments("whole") + ["--batch", "10000"]
        #expect(try Program.start(quick, in: folder).wait().status == 0)
        let whole = try folder.contents("whole")
        var generator = SeededGenerator(seed: 7)
        var (kills, finished, round, line) = (0, 0, 0, 1)
        while kills < 100 {
            let run = try Program.start(arguments("round\(round)"), in: folder)
            // Most are killed among their batches, some as they begin.
            if Int.random(in: 0..<5, using: &generator) > 0 { _ = try run.says(" stored, ") }
            usleep(UInt32.random(in: 0..<25_000, using: &generator))
            run.send(SIGKILL)
            let outcome = try run.wait()
            let store = "round\(round)"
            guard outcome.status == -SIGKILL else {
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(try folder.contents(store) == whole)
                (finished, round, line) = (finished + 1, round + 1, 1)
                continue
            }
            kills += 1
            guard FileManager.default.fileExists(atPath: folder.url("\(store).sqlite").path) else { continue }
            let reached = try checkedLine(store, atLeast: max(line, acknowledged(outcome)), rows: rows)
            // One that was killed between its last batch and its end begins again, with all rows there.
            if acknowledged(outcome) > 1 && reached > line { #expect(reached <= acknowledged(outcome) + Self.batch) }
            line = reached
        }
        let last = try Program.start(arguments("round\(round)"), in: folder).wait()
        #expect(last.status == 0)
        #expect(try folder.contents("round\(round)") == whole)
    }

    @Test func `a disk that is full ends an import with its reason, and the same command goes on`() throws {
        let rows = 8000
        try writeTable(rows: rows)
        #expect(try Program.start(arguments("whole"), in: folder).wait().status == 0)
        // Files of more than 800 KB are refused, the store's log among them.
        let full = try Program.start(arguments("shop"), in: folder, after: "trap '' XFSZ; ulimit -f 1600").wait()
        #expect(full.status == 1)
        let message = try #require(full.complaints.last)
        #expect(message.hasPrefix("Error: \(folder.path)/shop.sqlite: "))
        #expect(message.hasSuffix("is its disk full?") || message.contains("no space left"), "\(message)")
        let line = try checkedLine("shop", atLeast: acknowledged(full), rows: rows)
        #expect(line > 1 && line < rows)
        #expect(try Program.start(arguments("shop"), in: folder).wait().status == 0)
        #expect(try folder.contents("shop") == folder.contents("whole"))
    }

    @Test func `two imports into a store at once wait for each other`() throws {
        // Five times, for what goes wrong does so as the store is made.
        for round in 0..<5 { try twoImports(into: "shop\(round)") }
    }

    private func twoImports(into name: String) throws {
        try writeTable(rows: 1000)
        let lines = (1...1000).map { "q\($0)" }.joined(separator: "\n")
        try folder.write("id\n\(lines)\n", to: "others.csv")
        let first = try Program.start(arguments(name), in: folder)
        let second = try Program.start(
            ["catalog", "import", "products", "others.csv", "--batch", "40", "--store", "\(name).sqlite"], in: folder)
        let outcomes = [try first.wait(), try second.wait()]
        #expect(outcomes.map(\.status) == [0, 0], "\(outcomes.map(\.errors))")
        let store = try Stores.open(at: folder.url("\(name).sqlite"))
        #expect(try store.contents().products == good(1000) + 1000)
        #expect(try store.problems().isEmpty)
    }
}

/// All that an import leaves.
private struct Contents: Equatable {
    var products: Data
    var rejected: Data
}

extension TemporaryFolder {
    fileprivate func contents(_ store: String) throws -> Contents {
        var products = Data()
        try TableExport(.products, as: .jsonl, from: Stores.open(at: url("\(store).sqlite"))).write { products += $0 }
        return Contents(products: products, rejected: try Data(contentsOf: url("\(store).csv")))
    }
}
