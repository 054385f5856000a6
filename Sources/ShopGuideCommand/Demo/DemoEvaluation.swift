import FewShotLearning
import FewShotNetworks

/// What the demo measures: three methods on the same episodes of categories that none of them saw.
struct DemoEvaluation {
    /// A method, by the name that is shown.
    enum Method: String, CaseIterable, Encodable {
        case chance
        case pixels = "pixel nearest neighbour"
        case prototypical = "prototypical network"
    }

    /// One kind of task.
    struct Task {
        var shape: EpisodeShape
        var tallies: [Method: Tally]
        var name: String { "\(shape.ways)-way \(shape.shots)-shot" }
    }

    /// A number as it is printed.
    struct Result: Encodable {
        var learner: Method
        var ways: Int
        var shots: Int
        var queries: Int
        var accuracy: Double
        var confidence95: Double
    }

    /// Episodes of each task.
    let episodes = 600
    /// What they are drawn from.
    let categories: Int
    /// 1-shot, then 5-shot.
    private(set) var tasks: [Task] = []
    /// What is drawn first, of the first task.
    let first: Episode

    init(
        of learner: some Learner, on dataset: Dataset, seed: UInt64, _ interruption: Interruption
    ) throws {
        categories = dataset.classes.count
        let shapes = [1, 5].map { EpisodeShape(ways: 5, shots: $0, queries: 15) }
        let samplers = try shapes.map {
            try EpisodeSampler(dataset, shape: $0, seed: SeedPurpose.test.seed(from: seed))
        }
        first = samplers[0].episode(at: 0)
        let methods: [(Method, any Learner)] = [
            (.chance, RandomGuess(seed: seed)), (.pixels, NearestNeighbor()), (.prototypical, learner),
        ]
        var bar = ProgressBar("measuring", total: episodes * samplers.count)
        for sampler in samplers {
            var task = Task(shape: sampler.shape, tallies: [:])
            for episode in sampler.episodes().prefix(episodes) {
                for (method, learner) in methods {
                    let result = try learner.answer(episode, protocol: .inductive)
                    task.tallies[method, default: Tally()].add(result, plan: episode.plan)
                }
                bar.show(tasks.count * episodes + (task.tallies[.chance]?.episodes ?? 0), task.name)
                if interruption.isRequested {
                    bar.clear()
                    throw CommandError("stopped; nothing was written")
                }
            }
            tasks.append(task)
        }
        bar.clear()
    }

    /// Every number, task by task.
    var results: [Result] {
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
