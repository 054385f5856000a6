import FewShotLearning
import FewShotPretrained
import FewShotTensors
import ShopGuide
import ShopGuideApplication

/// A benchmark's titles as a pretrained encoder and a model see them that is adapted to them.
struct SeenTitles {
    let benchmark: TitleBenchmark
    /// The encoder's embeddings of the titles, of length 1, and those of the categories' names.
    let features: [[Float]]
    private let nameFeatures: [[Float]]
    /// The model.
    let adapted: AdaptedModel
    /// The model's embeddings of the categories' names.
    let names: [[Float]]
    private let terms: TFIDF

    /// Titles that are embedded at a time.
    private static let batch = 256

    /// Embeds a benchmark.
    ///
    /// - Throws: ``PretrainedError`` for an encoder of no texts, the error of a model that failed, or ``ExperimentError`` if the user stopped it.
    init(_ benchmark: TitleBenchmark, _ encoder: NamedEncoder, _ model: CategoryModel, _ monitor: any WorkMonitor)
        throws
    {
        self.benchmark = benchmark
        let titles = benchmark.products.map { $0.title.all.joined(separator: " ") }
        var bar = ProgressBar("embedding titles of \(benchmark.name)", total: titles.count, on: monitor)
        var features: [[Float]] = []
        for start in stride(from: 0, to: titles.count, by: Self.batch) {
            features += try Self.embed(Array(titles[start..<min(start + Self.batch, titles.count)]), by: encoder)
            bar.show(features.count)
            try monitor.checkStop("stopped; the table begins again with the same command")
        }
        bar.clear()
        self.features = features
        let named = benchmark.categories.map { Product(id: $0.name, title: LocalizedText($0.name)) }
        nameFeatures = try Self.embed(named.map(\.id), by: encoder)
        let source = VectorSource(
            encoder.name, digest: encoder.record.digest, input: .title, isOnly: encoder.kind == .text)
        adapted = try AdaptedModel(
            model, to: benchmark.products, sources: [source], vectors: features.map { [source.column: $0] })
        names = try adapted.embeddings(of: named, vectors: nameFeatures.map { [source.column: $0] })
        terms = TFIDF(titles, countedIn: titles.indices)
    }

    private static func embed(_ texts: [String], by encoder: NamedEncoder) throws -> [[Float]] {
        let tensor = try encoder.embed(texts: texts).to(.cpu).to(.float32).normalized()
        let (numbers, width) = (try tensor.values(as: Float.self), tensor.size(1))
        return texts.indices.map { Array(numbers[$0 * width..<($0 + 1) * width]) }
    }

    /// The categories as examples of what a text is worth.
    var known: [TextShareFit.Known] {
        zip(benchmark.categories, names).map { category, name in
            TextShareFit.Known(text: name, products: category.products.map { adapted.embeddings[$0] })
        }
    }

    /// The share of right answers of class means of TF-IDF under the cosine.
    func termAccuracy(of task: TitleTask) -> Double {
        terms.accuracy(
            on: EpisodePlan(
                classes: task.categories, support: task.support.flatMap(\.self), query: task.queries.map(\.row)))
    }

    /// The share of right answers of class means of the encoder's features under the cosine; of the names' features without examples.
    func featureAccuracy(of task: TitleTask) -> Double {
        let means = task.support.enumerated().map { place, rows in
            var mean =
                rows.isEmpty ? nameFeatures[task.categories[place]] : [Float](repeating: 0, count: features[0].count)
            for row in rows { for index in mean.indices { mean[index] += features[row][index] } }
            let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return mean.map { $0 / max(length, .leastNormalMagnitude) }
        }
        let right = task.queries.count { query in
            let cosines = means.map { mean in zip(mean, features[query.row]).reduce(Float(0)) { $0 + $1.0 * $1.1 } }
            return cosines.indices.max { cosines[$0] < cosines[$1] } == query.label
        }
        return Double(right) / Double(task.queries.count)
    }

    /// Returns the taught categories of a task, named by their places in it.
    ///
    /// - Parameters:
    ///   - task: The task.
    ///   - hasNames: Whether the categories' names count.
    ///   - shares: The weight of names beside examples.
    /// - Returns: The categories.
    /// - Throws: ``CategoryError`` for embeddings that don't fit.
    private func index(
        of task: TitleTask, hasNames: Bool, joinedBy shares: TextShares
    ) throws(CategoryError) -> CategoryIndex {
        var index = adapted.model.index()
        index.join(by: shares)
        for (place, rows) in task.support.enumerated() {
            for row in rows {
                let example = TaughtCategory.Example(id: "\(row)", embedding: adapted.embeddings[row])
                try index.teach("\(place)", example)
            }
            guard hasNames else { continue }
            let text = TaughtCategory.textPrefix + benchmark.categories[task.categories[place]].name
            try index.teach("\(place)", TaughtCategory.Example(id: text, embedding: names[task.categories[place]]))
        }
        return index
    }

    /// The share of right answers by the nearest category, "none of these" aside: where all have as many examples it is the likeliest.
    func accuracy(of task: TitleTask, hasNames: Bool, joinedBy shares: TextShares) throws(CategoryError) -> Double {
        let index = try index(of: task, hasNames: hasNames, joinedBy: shares)
        var right = 0
        for query in task.queries {
            let distances = try index.distances(to: adapted.embeddings[query.row])
            let nearest = distances.indices.min { distances[$0] < distances[$1] }
            if nearest.flatMap({ Int(index.categories[$0].name) }) == query.label { right += 1 }
        }
        return Double(right) / Double(task.queries.count)
    }

    /// Returns the model's classifications of a task's queries, whose categories are named by their places in the task.
    func classifications(
        of task: TitleTask, hasNames: Bool, joinedBy shares: TextShares
    ) throws(CategoryError) -> [Classification] {
        let index = try index(of: task, hasNames: hasNames, joinedBy: shares)
        var answers: [Classification] = []
        for query in task.queries {
            answers.append(try index.classify(adapted.embeddings[query.row], limit: task.categories.count))
        }
        return answers
    }
}
