import Foundation
import ShopGuide
import ShopGuideExperiments
import ShopGuideFeeds
import ShopGuideStore
import Testing

/// Learning from real shops' events: what comes last changes nothing of what was learned before.
@Suite(.serialized) struct RealShopLearningTests {
    /// A shop of which there are events.
    enum Source: String, CaseIterable, CustomTestStringConvertible {
        case builtin
        case completejourney
        case xmarket

        var testDescription: String { rawValue }
        var folder: URL {
            URL(filePath: #filePath).appending(path: "../../../../../shared/data/\(rawValue)").standardizedFileURL
        }
        var isThere: Bool { self == .builtin || FileManager.default.fileExists(atPath: folder.path) }
        /// The sources that lie beside the project, and what came with it.
        static var present: [Source] { allCases.filter(\.isThere) }
    }

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: Source.present)
    func `all that comes before the test is the same bits, whatever happens in it`(_ source: Source) throws {
        try fill("first", from: source)
        let first = try learned("first")
        let begin = try #require((first["test"] as? [String: Any])?["from"] as? String)
        try copy("first", to: "moved", changingFrom: try #require(Timestamp(begin)))
        let moved = try learned("moved")
        for key in ["validationNDCG10", "blend", "chosen", "train", "validation"] {
            #expect(try text(first[key]) == text(moved[key]), "\(key) depends on the test span")
        }
        let weights = try folder.weights(in: "runs/first")
        #expect(try weights == folder.weights(in: "runs/moved"))
        #expect(Set(weights.keys).isSuperset(of: ["relation", "prototype", "maml", "sasrec"]))
        #expect(try text(first["tables"]) != text(moved["tables"]))
    }

    /// Learns from a store with hardly any time; returns the report.
    private func learned(_ store: String) throws -> [String: Any] {
        let outcome = try Program.start(
            [
                "learn", "--store", "\(store).sqlite", "--budget", "0.02", "--examples", "40", "--threads", "2",
                "--output", "runs/\(store)", "--format", "json",
            ], in: folder
        ).wait()
        try #require(outcome.status == 0, "\(outcome.errors)")
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return try #require(json?["report"] as? [String: Any])
    }

    /// A value of JSON as text, its keys in order.
    private func text(_ value: Any?) throws -> String {
        let list = try JSONSerialization.data(withJSONObject: [value ?? NSNull()], options: [.sortedKeys])
        return String(decoding: list, as: UTF8.self)
    }

    // MARK: - Stores

    private func fill(_ name: String, from source: Source) throws {
        guard source != .builtin else {
            let outcome = try Program.start(
                ["catalog", "import", "builtin", "--store", "\(name).sqlite"], in: folder
            ).wait()
            try #require(outcome.status == 0, "\(outcome.errors)")
            return
        }
        let (products, interactions) = source == .xmarket ? try market(of: source) : try purchases(of: source)
        let store = try Stores.open(at: folder.url("\(name).sqlite"))
        try store.write { writer in
            for product in products { _ = try writer.save(product) }
            for interaction in interactions { _ = try writer.save(interaction, at: nil) }
        }
    }

    /// The ratings of the smallest market that has enough.
    private func market(of source: Source) throws -> ([Product], [Interaction]) {
        let file = "jp_5core.txt.gz"
        try FileManager.default.createDirectory(at: folder.url("market"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: source.folder.appending(path: file), to: folder.url("market/\(file)"))
        let market = try MarketFolder(folder.url("market"))
        var interactions: [Interaction] = []
        for (shopper, history) in market.interactions.histories.enumerated() {
            for event in history.events {
                interactions.append(
                    Interaction(
                        id: "\(interactions.count)", shopper: "s\(shopper)", product: market.productIDs[event.product],
                        kind: event.kind, value: event.value, time: event.time))
            }
        }
        return (market.productIDs.map { Product(id: $0) }, interactions)
    }

    /// Some thousand purchases of households, by the type of product.
    private func purchases(of source: Source) throws -> ([Product], [Interaction]) {
        var types: [String: String] = [:]
        try TableScan.forEachRow(
            of: source.folder.appending(path: "products.tsv.gz"), columns: ["product_id", "product_type"]
        ) { texts, _ in types[texts[0]] = texts[1] }
        var interactions: [Interaction] = []
        try TableScan.forEachRow(
            of: source.folder.appending(path: "transactions_sample.tsv.gz"),
            columns: ["household_id", "product_id", "transaction_timestamp"]
        ) { texts, line in
            guard line < 9000, let type = types[texts[1]], !type.isEmpty else { return }
            interactions.append(
                Interaction(
                    id: "\(line)", shopper: texts[0], product: type, kind: .purchase, time: Timestamp(texts[2])))
        }
        let products = Set(interactions.map(\.product)).sorted()
        return (products.map { Product(id: $0, title: LocalizedText($0)) }, interactions)
    }

    /// Copies a store; everything from a moment on is of other products and an hour later.
    private func copy(_ name: String, to other: String, changingFrom begin: Timestamp) throws {
        let (source, target) = try (
            Stores.open(at: folder.url("\(name).sqlite")), Stores.open(at: folder.url("\(other).sqlite"))
        )
        var (products, shoppers, interactions) = ([Product](), [Shopper](), [Interaction]())
        try source.forEachProduct { products.append($0) }
        try source.forEachShopper { shoppers.append($0) }
        try source.forEachInteraction { interactions.append($0) }
        let numbers = Dictionary(uniqueKeysWithValues: products.enumerated().map { ($1.id, $0) })
        try target.write { writer in
            for product in products { _ = try writer.save(product) }
            for shopper in shoppers { _ = try writer.save(shopper) }
            for var interaction in interactions {
                if let time = interaction.time, time.milliseconds >= begin.milliseconds {
                    let number = numbers[interaction.product] ?? 0
                    interaction.product = products[(5 * number + 2) % products.count].id
                    interaction.time = Timestamp(milliseconds: time.milliseconds + 3_600_000)
                }
                _ = try writer.save(interaction, at: nil)
            }
        }
    }
}
