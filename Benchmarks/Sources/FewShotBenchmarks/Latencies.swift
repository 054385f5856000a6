import FewShotLearning
import FewShotTensors
import ShopGuide

/// Latencies of single operations, each timed a few thousand times.
enum Latencies {
    /// The median and the 99th percentile of one operation, in seconds.
    struct Result {
        var name: String
        var median: Double
        var p99: Double
    }

    private static let categories = 1000
    private static let dimensions = 64

    /// Measures teaching a category from 5 precomputed embeddings, classifying against 1,000 categories of 64 dimensions, and recommending.
    static func measured() throws -> [Result] {
        var generator = SeededGenerator(seed: 0)
        func embedding() -> [Float] { (0..<dimensions).map { _ in Float(generator.uniform()) } }
        var index = CategoryIndex(dimensions: dimensions, calibration: Calibration(temperature: 1, rejection: 8))
        for category in 0..<categories {
            for example in 0..<5 {
                try index.teach("\(category)", TaughtCategory.Example(id: "\(example)", embedding: embedding()))
            }
        }
        let examples = (0..<5).map { TaughtCategory.Example(id: "\($0)", embedding: embedding()) }
        var shop = try ShopLatencies()
        let queries = (0..<64).map { _ in embedding() }
        return [
            try timed("teach_5", 2000) { _ in
                for example in examples { try index.teach("new", example) }
            } after: {
                try index.remove("new")
            },
            try timed("classify_1000", 2000) { _ = try index.classify(queries[$0 % queries.count]) },
        ] + (try shop.measured())
    }

    static func timed(
        _ name: String, _ count: Int, _ action: (Int) throws -> Void, after: () throws -> Void = {}
    ) throws -> Result {
        let clock = ContinuousClock()
        var seconds: [Double] = []
        for turn in 0..<count + 100 {
            let elapsed = try clock.measure { try action(turn) }
            try after()
            if turn >= 100 { seconds.append(elapsed / .seconds(1)) }  // the first warm up
        }
        seconds.sort()
        return Result(name: name, median: seconds[count / 2], p99: seconds[count * 99 / 100])
    }
}
