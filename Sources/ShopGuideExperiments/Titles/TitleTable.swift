import FewShotLearning
import FewShotPretrained
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication

/// The table of titles: which category a title is of, by examples, by the category's name, and by both.
package struct TitleTable {
    /// The table's name.
    package static let name = "titles"
    /// The table in one sentence.
    package static let abstract =
        "the category of a title from its name, from examples and from both, with a pretrained encoder of texts"
    /// The numbers of examples.
    private static let shots = [0, 1, 2, 3, 5, 20]
    private static let (queries, strangers) = (5, 5)

    private let sources: [DataName]
    private let encoder: NamedEncoder
    private let model: URL
    private let episodes: Int
    private let seed: UInt64
    private let monitor: any WorkMonitor

    /// Creates the table.
    ///
    /// - Parameters:
    ///   - sources: Complete Journey's products and PriceRunner's offers, where they are there.
    ///   - encoder: A pretrained encoder of texts.
    ///   - models: The folder of the model `catalogues`.
    ///   - episodes: Tasks of each number.
    ///   - seed: What decides the tasks.
    ///   - monitor: Shows progress.
    /// - Throws: ``ExperimentError`` for an encoder that takes no texts.
    package init(
        sources: [DataName], encoder: NamedEncoder, models: URL, episodes: Int, seed: UInt64, monitor: any WorkMonitor
    ) throws {
        guard encoder.kind != .picture else {
            throw ExperimentError("--encoder \(encoder.name) takes pictures alone; table titles needs one of texts")
        }
        (self.sources, self.encoder, self.episodes, self.seed) = (sources, encoder, episodes, seed)
        (model, self.monitor) = (models.appending(path: CatalogueTable.name), monitor)
    }

    /// Measures all benchmarks.
    ///
    /// The weights of names are learned from Complete Journey's categories, or from those of the built-in catalogue for training where it isn't
    /// there, and hold for all others.
    ///
    /// - Throws: What a model, an encoder or a file throws, or ``ExperimentError`` for other data or if the user stopped it.
    package func results() throws -> TitleTableResults {
        let model = try CategoryModel(model)
        var (known, asked) = (TitleBenchmark.builtin(.train), [TitleBenchmark.builtin(.test)])
        for source in sources {
            switch source {
            case .journey(let path): known = try .journey(path)
            case .offers(let path): asked += try TitleBenchmark.priceRunner(path, seed: seed)
            default: throw ExperimentError("the table titles takes journey:TABLE and offers:TABLE")
            }
        }
        let training = try SeenTitles(known, encoder, model, monitor)
        guard let shares = try TextShareFit(training.known, rule: training.adapted.model.index().rule)?.shares() else {
            throw ExperimentError("\(known.name) has too few categories to learn from")
        }
        let rows = try asked.flatMap { try measure(SeenTitles($0, encoder, model, monitor), ways: [10, 5], shares) }
        return TitleTableResults(
            encoder: encoder.name, digest: encoder.record.digest, episodes: episodes, seed: seed, known: known.name,
            shares: shares, rows: rows)
    }

    private func measure(_ seen: SeenTitles, ways: [Int], _ shares: TextShares) throws -> [TitleTableResults.Row] {
        var rows: [TitleTableResults.Row] = []
        for ways in ways where ways <= seen.benchmark.categories.count {
            for shots in Self.shots {
                monitor.note("\(seen.benchmark.name), \(ways)-way, \(shots) examples")
                rows += try measure(seen, ways: ways, shots: shots, shares)
            }
        }
        return rows
    }

    private func measure(
        _ seen: SeenTitles, ways: Int, shots: Int, _ shares: TextShares
    ) throws -> [TitleTableResults.Row] {
        var (terms, features) = ([Double](), [Double]())
        var (examples, names) = (TitleTally(), TitleTally())
        for episode in 0..<episodes {
            try monitor.checkStop("stopped; the table begins again with the same command")
            var generator = SeededGenerator(seed: SeedPurpose.test.seed(from: seed), position: episode)
            guard
                let task = TitleTask(
                    seen.benchmark, ways: ways, strangers: 0, shots: shots, queries: Self.queries, using: &generator)
            else { continue }
            features.append(seen.featureAccuracy(of: task))
            names.accuracies.append(try seen.accuracy(of: task, hasNames: true, joinedBy: shares))
            if shots > 0 {
                terms.append(seen.termAccuracy(of: task))
                examples.accuracies.append(try seen.accuracy(of: task, hasNames: false, joinedBy: shares))
            }
            // Half of what is asked about is of categories that aren't taught.
            guard ways == Self.strangers,
                let open = TitleTask(
                    seen.benchmark, ways: ways, strangers: Self.strangers, shots: shots, queries: Self.queries,
                    using: &generator)
            else { continue }
            names.addOpen(try seen.classifications(of: open, hasNames: true, joinedBy: shares), to: open)
            guard shots > 0 else { continue }
            examples.addOpen(try seen.classifications(of: open, hasNames: false, joinedBy: shares), to: open)
        }
        func row(_ method: String, _ accuracies: [Double], _ tally: TitleTally? = nil) -> TitleTableResults.Row? {
            accuracies.isEmpty
                ? nil
                : TitleTableResults.Row(
                    benchmark: seen.benchmark.name, method: method, ways: ways, shots: shots, accuracies, tally)
        }
        return [
            row("class means of TF-IDF", terms),
            row(shots == 0 ? "\(encoder.name), names" : "class means of \(encoder.name)", features),
            row("examples", examples.accuracies, examples),
            row(shots == 0 ? "name" : "name and examples", names.accuracies, names),
        ].compactMap(\.self)
    }
}

/// The answers of a method so far.
struct TitleTally {
    /// The share of right answers of each task, "none of these" aside.
    var accuracies: [Double] = []
    /// The answers where half of what is asked about wasn't taught.
    private(set) var metrics = CalibrationMetrics()
    private(set) var (known, right, strangers, refused) = (0, 0, 0, 0)

    /// Counts answers of a task whose categories are taught in part.
    mutating func addOpen(_ answers: [Classification], to task: TitleTask) {
        for (answer, query) in zip(answers, task.queries) {
            let isRight = answer.category.flatMap { Int($0) } == query.label
            metrics.add(
                CalibrationMetrics.Answer(
                    confidence: max(answer.none, answer.answers.first?.probability ?? 0), isRight: isRight,
                    knownness: 1 - answer.none, isKnown: query.label != nil))
            known += query.label == nil ? 0 : 1
            strangers += query.label == nil ? 1 : 0
            right += query.label != nil && isRight ? 1 : 0
            refused += query.label == nil && isRight ? 1 : 0
        }
    }
}
