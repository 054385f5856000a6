import ShopGuide
import ShopGuideStore

/// A category as it is shown: what it was taught from, what to expect of it, and what of the shop it catches.
struct CategoryReport: Encodable, Sendable {
    struct Example: Encodable, Sendable {
        var id: String
        var product: Bool
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
        var title: OrNull<String>
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

    init(_ category: TaughtCategory, _ forecast: TeachingForecast, products: Set<String>) {
        name = category.name
        examples = category.examples.map { Example(id: $0.id, product: products.contains($0.id)) }
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
        let (store, ids) = (store, category.examples.map(\.id))
        return try await work.run {
            let products = Set(try ids.filter { try store.product($0) != nil })
            let forecast = try TeachingForecast(of: name, in: board.index)
            return CategoryReport(category, forecast, products: products)
        }
    }
}
