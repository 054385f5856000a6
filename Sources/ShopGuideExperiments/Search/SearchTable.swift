import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// The table of searches: the product that a text stands for, found by words, by embeddings, by both joined, and by TF-IDF.
package struct SearchTable {
    /// The table's name.
    package static let name = "search"
    /// The table in one sentence.
    package static let abstract =
        "products found by another shop's title of them, with slips and in Chinese, beside TF-IDF"
    /// The products that are looked at.
    private static let limit = 10

    private let models: URL
    private let folder: URL
    private let sources: [DataName]
    private let seed: UInt64
    private let threads: Int
    private let monitor: any WorkMonitor

    /// Creates the table.
    ///
    /// - Parameters:
    ///   - sources: PriceRunner's offers, where they are there.
    ///   - models: The folder of the model `catalogues`.
    ///   - folder: The folder that is written.
    ///   - seed: What decides which title of a product is searched for.
    ///   - threads: The searches that run at a time.
    ///   - monitor: Shows progress.
    package init(
        sources: [DataName], models: URL, folder: URL, seed: UInt64, threads: Int, monitor: any WorkMonitor
    ) {
        (self.sources, self.models, self.folder) = (sources, models, folder)
        (self.seed, self.threads, self.monitor) = (seed, threads, monitor)
    }

    /// Measures all benchmarks.
    ///
    /// - Throws: ``ExperimentError`` for other data, or what a model, a store or the disk throws.
    package func results() throws -> SearchTableResults {
        var benchmarks = SearchBenchmark.builtin(seed: seed)
        for source in sources {
            guard case .offers(let path) = source else { throw ExperimentError("the table search takes offers:TABLE") }
            benchmarks.append(try SearchBenchmark.priceRunner(path, seed: seed))
        }
        return SearchTableResults(seed: seed, rows: try benchmarks.flatMap(rows))
    }

    private func rows(of benchmark: SearchBenchmark) throws -> [SearchTableResults.Row] {
        monitor.note("\(benchmark.name): \(benchmark.products.count) products, \(benchmark.queries.count) searches")
        let place = folder.appending(path: "shop.sqlite")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: place.path(percentEncoded: false) + ending)
        }
        let store = try Stores.open(at: place)
        try store.write { writer in for product in benchmark.products { try writer.save(product) } }
        let models = ModelCatalog(models.appending(path: "catalogues"), isFixed: true)
        let shop = try Shop(store, Shop.Options(models: models, shoppers: ShopperModels([])))
        let recommender = try shop.builtRecommender()
        let numbers = Dictionary(uniqueKeysWithValues: benchmark.products.enumerated().map { ($1.id, $0) })
        let texts = benchmark.products.map { $0.title.all.joined(separator: " ") }
        let (characters, words) = (TextBaseline(texts, .characters), TextBaseline(texts, .words))

        @Sendable func searched(
            _ text: String, lexical: Bool, embedding: Bool, runs: Bool = true
        ) throws -> [Int] {
            var request = SearchRequest(text)
            (request.conditions.limit, request.conditions.includesVariants) = (Self.limit, true)
            let results = try recommender.search(
                request, lexical ? SearchQuery(text) : nil,
                embedding ? recommender.model.embedding(ofTitle: [text]) : nil,
                comparesRuns: runs)
            return results.items.compactMap { numbers[$0.product.id] }
        }
        return [
            try row("TF-IDF of character 2–4-grams", benchmark) { characters.search($0, limit: Self.limit) },
            try row("TF-IDF of words", benchmark) { words.search($0, limit: Self.limit) },
            try row("words alone, as the index ranks them", benchmark) { text in
                let query = SearchQuery(text)
                let lexical = LexicalQuery(tokens: query.tokens, parts: query.parts)
                return try store.lexicalMatches(lexical, limit: Self.limit).matches.compactMap { numbers[$0.id] }
            },
            try row("words alone, ranked exactly", benchmark) {
                try searched($0, lexical: true, embedding: false, runs: false)
            },
            try row("words and runs with digits", benchmark) { try searched($0, lexical: true, embedding: false) },
            try row("embeddings alone", benchmark) { try searched($0, lexical: false, embedding: true) },
            try row("search", benchmark) { try searched($0, lexical: true, embedding: true) },
        ]
    }

    private func row(
        _ method: String, _ benchmark: SearchBenchmark, _ search: @Sendable (String) throws -> [Int]
    ) throws -> SearchTableResults.Row {
        try monitor.checkStop("stopped; the table begins again with the same command")
        let ranks = try Parallel.map(benchmark.queries.count, width: threads) { number in
            try search(benchmark.queries[number].text).firstIndex(of: benchmark.queries[number].product)
        }
        func part(_ isValidation: Bool) -> SearchTableResults.Numbers {
            SearchTableResults.Numbers(
                ranks: zip(ranks, benchmark.queries).filter { $0.1.isValidation == isValidation }.map(\.0))
        }
        return SearchTableResults.Row(
            benchmark: benchmark.name, products: benchmark.products.count, method: method, validation: part(true),
            test: part(false))
    }
}
