import FewShotLearning
import FewShotNetworks
import FewShotPretrained
import FewShotTensors
import ShopGuideBuiltin

/// A check of an encoder on the built-in catalogue: how well its embeddings keep the categories apart, without any training.
package struct EncoderCheck: Encodable {
    /// The measurement of one kind of input.
    package struct Separation: Encodable {
        /// Embedded products.
        package var products: Int
        /// Their categories.
        package var categories: Int
        /// Classes per task.
        package var ways: Int
        /// The share of right answers with one example of each class.
        package var oneShot: Double
        /// The same with five.
        package var fiveShot: Double
        /// The share that guessing gets.
        package var chance: Double
        /// Milliseconds that embedding one took, in batches.
        package var milliseconds: Double
    }

    /// The encoder's name.
    package var encoder: String
    /// The pictures' separation, where it takes pictures.
    package var pictures: Separation?
    /// The titles' separation, where it takes texts.
    package var titles: Separation?

    /// Products of each category that are embedded.
    private static let productsPerCategory = 20
    private static let ways = 5
    private static let batch = 32

    /// Embeds products of the built-in catalogue and classifies them by class means under the cosine of centred embeddings.
    ///
    /// - Parameters:
    ///   - encoder: The encoder.
    ///   - episodes: The tasks of each number.
    ///   - monitor: Hears how far the work is, and may stop it.
    /// - Throws: ``PretrainedError`` for an encoder that fails, ``ExperimentError`` if the user stopped the work.
    package init(_ encoder: NamedEncoder, episodes: Int = 500, monitor: any WorkMonitor) throws {
        self.encoder = encoder.name
        let catalogue = BuiltinCatalogue.generate()
        let products = Dictionary(grouping: catalogue.products, by: \.category)
        let chosen = catalogue.categories.map { Array((products[$0.id] ?? []).prefix(Self.productsPerCategory)) }
        let all = chosen.flatMap { $0 }
        var (classes, start) = ([Dataset.Class](), 0)
        for (category, products) in zip(catalogue.categories, chosen) {
            classes.append(Dataset.Class(name: category.id, examples: Array(start..<start + products.count)))
            start += products.count
        }
        func separation(_ what: String, _ embed: (ArraySlice<BuiltinProduct>) throws -> Tensor) throws -> Separation {
            var bar = ProgressBar("embedding \(what)", total: all.count, on: monitor)
            let begun = ContinuousClock.now
            var parts: [Tensor] = []
            for start in Swift.stride(from: 0, to: all.count, by: Self.batch) {
                let end = min(start + Self.batch, all.count)
                parts.append(try embed(all[start..<end]).to(.cpu))
                bar.show(end)
                try monitor.checkStop("stopped")
            }
            let milliseconds = (ContinuousClock.now - begun) / .milliseconds(1) / Double(all.count)
            bar.clear()
            let embeddings = Tensor.concatenated(parts)
            let dataset = Dataset(
                features: try (embeddings - embeddings.mean(0)).normalized().checked(), classes: classes)
            return Separation(
                products: all.count, categories: classes.count, ways: Self.ways,
                oneShot: try Self.accuracy(dataset, shots: 1, episodes),
                fiveShot: try Self.accuracy(dataset, shots: 5, episodes), chance: 1 / Double(Self.ways),
                milliseconds: milliseconds)
        }
        let side = BuiltinCatalogue.iconSize
        if encoder.kind != .text {
            pictures = try separation("pictures") { products in
                try encoder.embed(
                    pictures: products.map { product in
                        PicturePixels(product.icon.flatMap { [$0, $0, $0] }, height: side, width: side)
                    })
            }
        }
        if encoder.kind != .picture {
            titles = try separation("titles") { try encoder.embed(texts: $0.map(\.title.english)) }
        }
    }

    private static func accuracy(_ dataset: Dataset, shots: Int, _ episodes: Int) throws -> Double {
        let learner = PrototypicalNetwork(encoder: Flatten(), metric: .cosine)
        let sampler = try EpisodeSampler(
            dataset, shape: EpisodeShape(ways: ways, shots: shots, queries: 10),
            seed: SeedPurpose.test.seed(from: 0))
        var tally = Tally()
        for episode in sampler.episodes().prefix(episodes) {
            tally.add(try learner.answer(episode, protocol: .inductive), plan: nil)
        }
        return tally.accuracy
    }
}
