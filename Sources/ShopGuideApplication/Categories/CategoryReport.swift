import FewShotData
public import ShopGuide
import ShopGuideStore

/// A category with its examples, the forecast of its accuracy, the next product to label, and the products that match it.
public struct CategoryReport: Encodable, Sendable {
    /// An example.
    public struct Example: Encodable, Sendable {
        /// Its id.
        public var id: String
        /// Whether it is a product of the shop.
        public var product: Bool
        /// The product's title.
        public var title: OrNull<LocalizedText>
    }

    /// Another category with its mean probability over the examples.
    public struct Confusion: Encodable, Sendable {
        /// Its name.
        public var category: String
        /// The probability.
        public var probability: Double
    }

    /// An example that rather belongs to another category.
    public struct Misplaced: Encodable, Sendable {
        /// The example's id.
        public var example: String
        /// The other category.
        public var category: String
        /// Its probability.
        public var probability: Double
    }

    /// The forecast from the examples alone.
    public struct Forecast: Encodable, Sendable {
        /// The share of examples that would be recognised; null for a single example. Of a text with one example at most, the share of products
        /// that texts of the store's own categories recognise.
        public var accuracy: OrNull<Double>
        /// Its 95 % interval.
        public var interval: [Double]
        /// The categories that it is likeliest confused with.
        public var confusions: [Confusion]
        /// The examples that rather belong elsewhere.
        public var misplaced: [Misplaced]

        init(_ forecast: TeachingForecast) {
            accuracy = OrNull(forecast.accuracy)
            interval = [forecast.interval.lowerBound, forecast.interval.upperBound]
            confusions = forecast.confusions.map { Confusion(category: $0.category, probability: $0.probability) }
            misplaced = forecast.misplaced.map {
                Misplaced(example: $0.id, category: $0.category, probability: $0.probability)
            }
        }
    }

    /// A product that matches the category.
    public struct Match: Encodable, Sendable {
        /// Its id.
        public var product: String
        /// Its title.
        public var title: OrNull<LocalizedText>
        /// Its probability.
        public var probability: Double
    }

    /// The products that match, of a sample of the shop.
    public struct Matches: Encodable, Sendable {
        /// The size of the sample.
        public var looked = 0
        /// The number of products in the shop.
        public var of = 0
        /// The number of products of the sample that match.
        public var count = 0
        /// The likeliest of them.
        public var items: [Match] = []
    }

    /// The category's name.
    public var name: String
    /// The text that it is opened by, its name or a sentence; null for one by examples alone.
    public var text: OrNull<String>
    /// Its examples.
    public var examples: [Example]
    /// The forecast.
    public var forecast: Forecast
    /// The product about which the categories are least decided, and which is therefore worth most to label.
    public var nextToLabel: OrNull<String>
    /// The products that match.
    public var catches: Matches
    /// Notes on the examples: pictures that several of them have, sizes and colours of one product, further pictures that couldn't be used,
    /// and a category that this one is hardly told from.
    public var notes: [String] = []
}

extension Shop {
    /// The products of a sample that are compared with a category, at most.
    public static let maximumSample = 4000

    /// Reports on a category.
    ///
    /// - Parameters:
    ///   - name: The category.
    ///   - limit: The number of matching products that are named, up to 100.
    ///   - sample: The number of products, spread over the shop, that are compared with it; none for 0.
    /// - Returns: The report.
    /// - Throws: ``GuideError`` where there is no such category, or it is inactive.
    public func report(
        on name: String, matches limit: Int = 20, sample: Int = Shop.maximumSample
    ) async throws -> CategoryReport {
        var fields = FieldValidator()
        fields.range("catches", limit, 0...100)
        try fields.check()
        let active = active.withLock { $0 }
        guard let category = active.categories.index[name] else {
            guard active.categories.inactive.contains(name) else { throw GuideError.missing("category \"\(name)\"") }
            throw GuideError(.missing, "category \"\(name)\" was taught with another model and is inactive")
        }
        return try await read { [self] store in
            let products = try store.products(shown: category.examples.map(\.id))
            let forecast = try TeachingForecast(of: name, in: active.categories.index)
            var report = CategoryReport(
                name: name, text: OrNull(category.words),
                examples: category.examples.map { example in
                    let title = products[ExactID(example.id)]?.title ?? LocalizedText()
                    return CategoryReport.Example(
                        id: example.id, product: products[ExactID(example.id)] != nil,
                        title: OrNull(title.isEmpty ? nil : title))
                }, forecast: CategoryReport.Forecast(forecast),
                nextToLabel: OrNull(nil), catches: CategoryReport.Matches())
            report.notes = try Self.notes(onPicturesOf: report.examples.map(\.id), of: name, store)
            report.notes += Self.notes(onFamiliesOf: report.examples.compactMap { products[ExactID($0.id)] })
            if let separation = forecast.separation, separation.isWorrying {
                report.notes.append(Self.warning(of: name, separation))
            }
            if sample > 0 { try compare(category, active, sample: sample, limit, &report) }
            return report
        }
    }

    /// Returns the warning about two categories that are hardly told apart.
    private static func warning(of name: String, _ separation: CategorySeparation) -> String {
        let cases = Int((separation.share * 10).rounded())
        return "\(name) and \(separation.category) are told apart in \(cases) of 10 cases by what is known of their "
            + "products: show more examples, or add a title, a column or a picture in which they differ"
    }

    /// Returns a note for every example whose picture is that of one before.
    private static func notes(onPicturesOf examples: [String], of name: String, _ store: any Store) throws -> [String] {
        let pictures = try store.taughtPictures(of: name)
        var copies = PictureCopies<String>()
        return examples.compactMap { example in
            pictures[ExactID(example)].flatMap { PictureFingerprint($0) }.flatMap { copies.add($0, named: example) }
                .map { "picture of \(example) is that of \($0)" }
        }
    }

    /// Returns a note for every family of which several products are examples.
    private static func notes(onFamiliesOf examples: [Product]) -> [String] {
        var (families, order) = ([ProductFamily: [String]](), [ProductFamily]())
        for product in examples {
            guard let family = ProductFamily(of: product) else { continue }
            if families[family] == nil { order.append(family) }
            // Further pictures of a product are examples of it, too.
            if families[family]?.contains(product.id) != true { families[family, default: []].append(product.id) }
        }
        return order.compactMap { family in
            guard let ids = families[family], ids.count > 1 else { return nil }
            return "these \(ids.count) are one product: \(NameList(ids)); show others too"
        }
    }

    /// Compares a sample of the shop's products with a category: the ones that match, and the one that is least decided.
    private func compare(
        _ category: TaughtCategory, _ active: ActiveModel, sample size: Int, _ limit: Int,
        _ report: inout CategoryReport
    ) throws {
        let labelled = Set(active.categories.index.categories.flatMap { $0.examples.map(\.id) })
        var (matches, undecided): ([CategoryReport.Match], (id: String, variance: Double)?) = ([], nil)
        let sample = try sample(size, of: active)
        // Embeddings in memory have length 1; those of the model are all of one length.
        func length(_ point: [Float]) -> Float { point.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let own = (category.examples.first ?? category.text).map { length($0.embedding) } ?? 1
        for entry in sample.products {
            let (product, point) = (entry.product, entry.embedding)
            let known = active.model.known(inEmbedding: point)
            guard !known.isEmpty else { continue }
            let scale = own / max(length(point), .leastNormalMagnitude)
            let result = try index(for: known, active.categories).classify(point.map { $0 * scale }, limit: .max)
            let probability = result.answers.first { $0.category == category.name }?.probability ?? 0
            if result.category == category.name {
                matches.append(
                    CategoryReport.Match(
                        product: product.id, title: OrNull(product.title.isEmpty ? nil : product.title),
                        probability: probability))
            }
            // The variance of the answer to "is it of this category?": largest where it is as likely as not.
            let variance = probability * (1 - probability)
            if variance > undecided?.variance ?? -1, !labelled.contains(product.id) {
                undecided = (product.id, variance)
            }
        }
        matches.sort { ($1.probability, $0.product) < ($0.probability, $1.product) }
        report.nextToLabel = OrNull(undecided?.id)
        report.catches = CategoryReport.Matches(
            looked: sample.products.count, of: sample.of, count: matches.count, items: Array(matches.prefix(limit)))
    }
}
