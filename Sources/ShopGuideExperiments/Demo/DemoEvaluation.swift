import FewShotLearning
import FewShotNetworks

/// The demo's evaluation: three methods on the same episodes of unseen categories.
package struct DemoEvaluation {
    /// A method, by the name that is shown.
    package enum Method: String, CaseIterable, Encodable {
        case chance
        case pixels = "pixel nearest neighbour"
        case prototypical = "prototypical network"
    }

    /// One kind of task.
    package struct Task {
        var shape: EpisodeShape
        package var tallies: [Method: Tally]
        package var name: String { "\(shape.ways)-way \(shape.shots)-shot" }
    }

    /// A result in the printed report.
    package struct Result: Encodable {
        var learner: Method
        var ways: Int
        var shots: Int
        var queries: Int
        var accuracy: Double
        var confidence95: Double
    }

    /// The number of episodes per task.
    package let episodes = 600
    /// The number of categories that episodes are sampled from.
    package let categories: Int
    /// 1-shot, then 5-shot.
    package private(set) var tasks: [Task] = []
    /// The first episode of the first task.
    let first: Episode

    /// Evaluates on the test categories; every image is embedded once.
    package init<Encoder: FeatureEncoder>(
        of learner: PrototypicalNetwork<Encoder>, on dataset: Dataset, seed: UInt64, _ monitor: any WorkMonitor
    ) throws {
        categories = dataset.classes.count
        let shapes = [1, 5].map { EpisodeShape(ways: 5, shots: $0, queries: 15) }
        let seed = SeedPurpose.test.seed(from: seed)
        let embedded = dataset.embedded(by: learner.encoder)
        let onEmbeddings = PrototypicalNetwork(encoder: Flatten(), metric: learner.metric)
        first = try EpisodeSampler(dataset, shape: shapes[0], seed: seed).episode(at: 0)
        var bar = ProgressBar("measuring", total: episodes * shapes.count, on: monitor)
        for shape in shapes {
            let pictures = try EpisodeSampler(dataset, shape: shape, seed: seed)
            let embeddings = try EpisodeSampler(embedded, shape: shape, seed: seed)
            var task = Task(shape: shape, tallies: [:])
            for position in 0..<episodes {
                let (episode, same) = (pictures.episode(at: position), embeddings.episode(at: position))
                let results = [
                    (Method.chance, try RandomGuess(seed: seed).answer(episode, protocol: .inductive)),
                    (.pixels, try NearestNeighbor().answer(episode, protocol: .inductive)),
                    (.prototypical, try onEmbeddings.answer(same, protocol: .inductive)),
                ]
                for (method, result) in results {
                    task.tallies[method, default: Tally()].add(result, plan: episode.plan)
                }
                bar.show(tasks.count * episodes + position + 1, task.name)
                try monitor.checkStop("stopped; nothing was written")
            }
            tasks.append(task)
        }
        bar.clear()
    }

    /// Every number, task by task.
    package var results: [Result] {
        tasks.flatMap { task in
            Method.allCases.compactMap { method in
                task.tallies[method].map { tally in
                    Result(
                        learner: method, ways: task.shape.ways, shots: task.shape.shots, queries: task.shape.queries,
                        accuracy: tally.accuracy, confidence95: tally.confidence95)
                }
            }
        }
    }
}
