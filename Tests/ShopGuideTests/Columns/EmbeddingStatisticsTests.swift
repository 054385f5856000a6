import FewShotTensors
import ShopGuide
import Testing

@Suite struct `Statistics of embeddings and categories` {
    private func points(_ count: Int, seed: UInt64) -> [[Float]] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in (0..<8).map { _ in Float(generator.uniform(in: -1...1)) } }
    }

    private func squared(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
    }

    @Test func `are those of all pairs, in units of the mean squared length`() {
        let points = points(20, seed: 1)
        let statistics = EmbeddingStatistics(of: points, ranges: [0..<4, 4..<8], products: 20)
        let unit = points.reduce(0.0) { $0 + squared($1, [Float](repeating: 0, count: 8)) } / 20
        #expect(abs(statistics.unit - unit) < 1e-6)
        let pairs = points.indices.flatMap { one in
            points.indices.filter { $0 != one }.map { squared(points[one], points[$0]) / unit }
        }
        #expect(abs(Double(statistics.numbers[0]) - pairs.reduce(0, +) / Double(pairs.count)) < 1e-4)
        #expect(abs(statistics.numbers[7] + statistics.numbers[8] - 1) < 1e-4)
        #expect(statistics.numbers.count == EmbeddingStatistics.count)
    }

    @Test(arguments: [0, 1]) func `are finite where there is nothing to compare`(_ count: Int) {
        let statistics = EmbeddingStatistics(of: points(count, seed: 2), ranges: [0..<8], products: count)
        #expect(statistics.numbers.count == EmbeddingStatistics.count && statistics.numbers.allSatisfy(\.isFinite))
        let ofQuery = statistics.numbers(of: points(1, seed: 3)[0])
        #expect(ofQuery.count == EmbeddingStatistics.queryCount && ofQuery.allSatisfy(\.isFinite))
    }

    @Test func `tell how near a query is to the products, without itself`() {
        let points = points(20, seed: 1)
        let statistics = EmbeddingStatistics(of: points, ranges: [0..<8], products: 20)
        let others = points.dropFirst().map { squared($0, points[0]) / statistics.unit }.sorted()
        let numbers = statistics.numbers(of: points[0])
        #expect(abs(Double(numbers[0]) - others[0]) < 1e-5 && abs(Double(numbers[1]) - others[1]) < 1e-5)
        #expect(abs(Double(numbers[8]) - others.reduce(0, +) / 19) < 1e-5)
    }

    @Test func `follow categories as they are taught, forgotten and removed`() throws {
        let (statistics, all) = (
            EmbeddingStatistics(of: points(9, seed: 4), ranges: [0..<8], products: 9), points(9, seed: 3)
        )
        var index = CategoryIndex(dimensions: 8)
        for (place, point) in all.enumerated() {
            try index.teach("c\(place % 3)", TaughtCategory.Example(id: "\(place)", embedding: point))
        }
        try index.teach("gone", TaughtCategory.Example(id: "x", embedding: all[0]))
        try index.remove("gone")
        try index.forget("8", of: "c2")
        let groups = [[0, 3, 6], [1, 4, 7], [2, 5]].map { $0.map { all[$0] } }
        let within = groups.map { group in
            let pairs = group.indices.flatMap { one in
                group.indices.filter { $0 != one }.map { squared(group[one], group[$0]) }
            }
            return pairs.reduce(0, +) / Double(pairs.count)
        }
        let means = groups.map { group in
            (0..<8).map { i in group.reduce(Float(0)) { $0 + $1[i] } / Float(group.count) }
        }
        let between = means.indices.flatMap { one in
            means.indices.filter { $0 != one }.map { squared(means[one], means[$0]) }
        }
        let numbers = index.statistics.numbers(in: statistics).map { Double($0) * statistics.unit }
        #expect(abs(numbers[2] - within.reduce(0, +) / 3) < 1e-4)
        #expect(abs(numbers[3] - between.reduce(0, +) / 6) < 1e-4)
        #expect(abs(numbers[0] / statistics.unit - (1.0 / 3 + 1.0 / 3 + 1.0 / 2) / 3) < 1e-6)
    }
}
