import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// A category as it is shown: what it was taught from, what to expect of it, and what of the shop it catches.
struct CategoryReport: Encodable, Sendable {
    struct Example: Encodable, Sendable {
        var id: String
        var product: Bool
        var title: OrNull<LocalizedText>
    }

    struct Likely: Encodable, Sendable {
        var category: String
        var probability: Double
    }

    struct Misplaced: Encodable, Sendable {
        var example: String
        var category: String
        var probability: Double
    }

    struct Forecast: Encodable, Sendable {
        var accuracy: OrNull<Double>
        var interval: [Double]
        var confusions: [Likely]
        var misplaced: [Misplaced]
    }

    struct Catch: Encodable, Sendable {
        var product: String
        var title: OrNull<LocalizedText>
        var probability: Double
    }

    struct Catches: Encodable, Sendable {
        var looked = 0
        var of = 0
        var count = 0
        var items: [Catch] = []
    }

    var name: String
    var examples: [Example]
    var forecast: Forecast
    var nextToLabel: OrNull<String>
    var catches: Catches

    init(_ category: TaughtCategory, _ forecast: TeachingForecast, products: [String: Product]) {
        name = category.name
        examples = category.examples.map { example in
            let title = products[example.id]?.title ?? LocalizedText()
            return Example(
                id: example.id, product: products[example.id] != nil, title: OrNull(title.isEmpty ? nil : title))
        }
        self.forecast = Forecast(
            accuracy: OrNull(forecast.accuracy),
            interval: [forecast.interval.lowerBound, forecast.interval.upperBound],
            confusions: forecast.confusions.map { Likely(category: $0.category, probability: $0.probability) },
            misplaced: forecast.misplaced.map {
                Misplaced(example: $0.id, category: $0.category, probability: $0.probability)
            })
        nextToLabel = OrNull(nil)
        catches = Catches()
    }
}

extension ShopDesk {
    /// Returns a category as it is shown; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - name: The category.
    ///   - limit: How many products that it catches are named; for 0 the shop isn't looked at.
    /// - Returns: The category.
    /// - Throws: ``StoreError``.
    func report(on name: String, catches limit: Int) async throws -> CategoryReport? {
        let board = board.withLock { $0 }
        guard let category = board.index[name] else { return nil }
        let (store, recommender) = (store, recommender)
        return try await work.run { [self] in
            var products: [String: Product] = [:]
            for example in category.examples {
                products[example.id] = try recommender.product(example.id) ?? store.product(example.id)
            }
            let forecast = try TeachingForecast(of: name, in: board.index)
            var report = CategoryReport(category, forecast, products: products)
            if limit > 0 { try look(for: category, board, recommender, limit, &report) }
            return report
        }
    }

    /// Products that are looked at, spread over the shop.
    private static let looked = 4000

    /// Looks at products of the shop: which ones a category catches, and which is worth most to be told about.
    private func look(
        for category: TaughtCategory, _ board: CategoryBoard, _ recommender: ShopRecommender, _ limit: Int,
        _ report: inout CategoryReport
    ) throws {
        // Points here are of length 1; those of the model are all of one length.
        let length = category.examples.first.map { $0.embedding.reduce(0) { $0 + $1 * $1 }.squareRoot() } ?? 1
        let shown = Set(board.index.categories.flatMap { $0.examples.map(\.id) })
        var (caught, doubtful): ([CategoryReport.Catch], (id: String, doubt: Double)?) = ([], nil)
        let sample = recommender.sample(Self.looked)
        for embedded in sample {
            let (product, point) = (embedded.product, embedded.embedding)
            let known = board.model.known(at: point)
            guard !known.isEmpty else { continue }
            let result = try index(for: known, board).classify(point.map { $0 * length }, limit: .max)
            let own = result.answers.first { $0.category == category.name }?.probability ?? 0
            if result.category == category.name {
                caught.append(
                    CategoryReport.Catch(
                        product: product.id, title: OrNull(product.title.isEmpty ? nil : product.title),
                        probability: own))
            }
            // The variance of the answer to "is it of this category?": largest where it is as likely as not.
            if own * (1 - own) > doubtful?.doubt ?? -1, !shown.contains(product.id) {
                doubtful = (product.id, own * (1 - own))
            }
        }
        caught.sort { ($1.probability, $0.product) < ($0.probability, $1.product) }
        report.nextToLabel = OrNull(doubtful?.id)
        report.catches = CategoryReport.Catches(
            looked: sample.count, of: recommender.count, count: caught.count, items: Array(caught.prefix(limit)))
    }
}
