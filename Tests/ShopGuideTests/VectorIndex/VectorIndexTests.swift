import FewShotTensors
import ShopGuide
import Testing

/// An implementation of vector indexes under test.
struct VectorIndexCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// The least share of the ten most similar vectors that a search in the neighbourhood finds.
    let leastRecall: Double
    /// Creates an index for vectors like those of a sample, which may be empty.
    let make: @Sendable (_ dimensions: Int, _ sample: [[Float]]) -> any VectorIndex

    static let all = [
        VectorIndexCase(testDescription: "exact", leastRecall: 1) { dimensions, _ in ExactIndex(dimensions: dimensions)
        },
        VectorIndexCase(testDescription: "inverted file", leastRecall: 0.95) {
            InvertedFileIndex(dimensions: $0, sample: $1)
        },
        VectorIndexCase(testDescription: "inverted file, unprepared", leastRecall: 0.95) { dimensions, _ in
            InvertedFileIndex(dimensions: dimensions)
        },
    ]
}

/// Properties that every vector index has.
@Suite struct VectorIndexTests {
    /// The error of similarities that are compared by 16-bit numbers.
    private static let tolerance: Float = 1e-3

    private func search(
        _ index: any VectorIndex, _ query: [Float], _ limit: Int = 10, in scope: VectorSearchScope = .everything,
        where isMatch: (Int) -> Bool = { _ in true }
    ) throws -> [Int] {
        try index.search(query, limit: limit, in: scope, where: isMatch).map(\.slot)
    }

    @Test(arguments: VectorIndexCase.all) func `an empty index finds nothing`(_ sut: VectorIndexCase) throws {
        let index = sut.make(4, [])
        #expect(index.count == 0 && index.dimensions == 4)
        for scope in [VectorSearchScope.neighborhood, .everything] {
            #expect(try search(index, [1, 0, 0, 0], in: scope).isEmpty)
        }
        #expect(index.similarities(of: [0], with: [1, 2]) == [[0, 0]])
    }

    @Test(arguments: VectorIndexCase.all) func `the most similar come first, with their cosines`(_ sut: VectorIndexCase)
        throws
    {
        var index = sut.make(2, [])
        for (slot, vector) in [[0, 2], [3, 0], [1, 1], [-5, 0]].enumerated() {
            try index.insert(vector.map(Float.init), at: slot)
        }
        let found = try index.search([0.5, 0], limit: 3, in: .everything) { _ in true }
        #expect(found.map(\.slot) == [1, 2, 0])
        for (neighbor, cosine) in zip(found, [1, 0.5.squareRoot(), 0]) {
            #expect(abs(neighbor.similarity - Float(cosine)) < Self.tolerance)
        }
        let row = index.similarities(of: [1], with: [3, 2, 9])[0]
        #expect(zip(row, [-1, 0.5.squareRoot(), 0]).allSatisfy { abs($0 - Float($1)) < Self.tolerance })
    }

    @Test(arguments: VectorIndexCase.all) func `of equals the lowest slots come first`(_ sut: VectorIndexCase) throws {
        var index = sut.make(2, [])
        // Powers of two, whose unit vectors are the same to the last bit.
        for slot in [7, 3, 9, 1, 5] { try index.insert([Float(1 << slot), Float(1 << slot)], at: slot) }
        #expect(try search(index, [1, 1], 3) == [1, 3, 5])
        #expect(try search(index, [1, 1], 3, in: .neighborhood) == [1, 3, 5])
    }

    @Test(arguments: VectorIndexCase.all) func `a vector of zeros is there, and similar to nothing`(
        _ sut: VectorIndexCase
    ) throws {
        var index = sut.make(2, [])
        try index.insert([0, 0], at: 0)
        try index.insert([1, 0], at: 1)
        try index.insert([-1, 0], at: 2)
        let found = try index.search([1, 0], limit: 3, in: .everything) { _ in true }
        #expect(found.map(\.slot) == [1, 0, 2] && found[1].similarity == 0)
        #expect(try index.search([0, 0], limit: 3, in: .everything) { _ in true }.allSatisfy { $0.similarity == 0 })
    }

    @Test(arguments: VectorIndexCase.all) func `what can't be compared is refused, and changes nothing`(
        _ sut: VectorIndexCase
    ) throws {
        var index = sut.make(2, [])
        try index.insert([1, 0], at: 0)
        #expect(throws: VectorIndexError.notFinite(position: 1)) { try index.insert([1, .nan], at: 0) }
        #expect(throws: VectorIndexError.notFinite(position: 0)) { try index.insert([.infinity, 1], at: 1) }
        #expect(throws: VectorIndexError.width(3, expected: 2)) { try index.insert([1, 0, 0], at: 1) }
        #expect(throws: VectorIndexError.notFinite(position: 0)) { try search(index, [.nan, 0]) }
        #expect(throws: VectorIndexError.width(1, expected: 2)) { try search(index, [1]) }
        #expect(index.count == 1)
        #expect(try search(index, [1, 0]) == [0])
        // Numbers that are finite, but whose length isn't.
        try index.insert([3e38, 3e38], at: 1)
        #expect(try search(index, [1, 0]) == [0, 1])
    }

    @Test(arguments: VectorIndexCase.all) func `vectors are found as long as they are there, where they are`(
        _ sut: VectorIndexCase
    ) throws {
        var index = sut.make(2, [])
        let hadNone = index.remove(4)
        #expect(!hadNone)
        try index.insert([1, 0], at: 4)
        try index.insert([0, 1], at: 2)
        try index.insert([-1, 0], at: 4)
        #expect(index.count == 2)
        #expect(try search(index, [1, 0.1]) == [2, 4])
        let removals = [index.remove(2), index.remove(2)]
        #expect(removals == [true, false])
        #expect(try search(index, [0, 1]) == [4] && index.count == 1)
        try index.insert([0, 1], at: 2)
        #expect(try search(index, [0, 1]) == [2, 4])
        let last = [index.remove(2), index.remove(4)]
        #expect(last == [true, true] && index.count == 0)
        #expect(try search(index, [0, 1]).isEmpty)
    }

    @Test(arguments: VectorIndexCase.all) func `filters hold, and leave all that matches`(_ sut: VectorIndexCase) throws
    {
        let vectors = ClusteredVectors(count: 2_000)
        let index = try vectors.index(sut)
        let query = vectors.vector(near: 3, seed: 1)
        let some = try search(index, query, 20, in: .neighborhood) { $0 / 150 % 2 == 0 }
        #expect(some.count == 20 && some.allSatisfy { $0 / 150 % 2 == 0 })
        let few = try search(index, query, 50) { $0 % 700 == 5 }
        #expect(Set(few) == [5, 705, 1405])
        #expect(try search(index, query, 50) { _ in false }.isEmpty)
        #expect(try search(index, query, 0).isEmpty)
    }

    @Test(arguments: VectorIndexCase.all) func `a neighbourhood is enough for a filter that lets one in twenty through`(
        _ sut: VectorIndexCase
    ) throws {
        let vectors = ClusteredVectors(count: 30_000)
        let index = try vectors.index(sut)
        var generator = SeededGenerator(seed: 8)
        let isMatch = (0..<30_000).map { _ in generator.integer(below: 20) == 0 }
        for query in 0..<20 {
            let query = vectors.vector(near: query * 3, seed: query)
            let found = try search(index, query, in: .neighborhood) { isMatch[$0] }
            #expect(found.count == 10 && found.allSatisfy { isMatch[$0] })
        }
    }

    @Test(arguments: VectorIndexCase.all) func `a neighbourhood holds nearly all of the most similar`(
        _ sut: VectorIndexCase
    ) throws {
        let vectors = ClusteredVectors(count: 30_000)
        let index = try vectors.index(sut)
        let truth = try vectors.index(VectorIndexCase.all[0])
        let recall = try vectors.recall(of: index, against: truth)
        #expect(recall >= sut.leastRecall, "\(recall)")
    }

    @Test(arguments: VectorIndexCase.all) func `vectors that move, go and come back are found as well`(
        _ sut: VectorIndexCase
    ) throws {
        var vectors = ClusteredVectors(count: 8_000)
        var (index, truth) = (try vectors.index(sut), try vectors.index(VectorIndexCase.all[0]))
        func insert(_ vector: [Float], _ slot: Int) throws {
            try index.insert(vector, at: slot)
            try truth.insert(vector, at: slot)
        }
        for slot in 0..<8_000 where slot % 3 == 0 {
            index.remove(slot)
            truth.remove(slot)
        }
        #expect(index.count == truth.count)
        // Slots are given to others, of clusters that weren't there before.
        vectors.addClusters(20)
        for slot in stride(from: 0, to: 8_000, by: 6) {
            try insert(vectors.vector(near: 150 + slot % 20, seed: slot), slot)
        }
        for slot in stride(from: 1, to: 8_000, by: 6) { try insert(vectors.vector(near: slot % 150, seed: slot), slot) }
        #expect(index.count == truth.count)
        #expect(try vectors.recall(of: index, against: truth) >= sut.leastRecall)
        for slot in 20..<8_000 { index.remove(slot) }
        let left = try search(index, vectors.vector(near: 0, seed: 0), 100)
        #expect(Set(left) == Set((0..<20).filter { $0 % 3 != 0 || $0 % 6 == 0 }))
    }

    @Test(arguments: VectorIndexCase.all) func `many equal vectors are no harm`(_ sut: VectorIndexCase) throws {
        var index = sut.make(3, [])
        for slot in 0..<3_000 { try index.insert([1, 2, 3], at: slot) }
        #expect(try search(index, [1, 2, 3], 5) == [0, 1, 2, 3, 4])
        for slot in 0..<2_990 { index.remove(slot) }
        #expect(try search(index, [1, 2, 3], 50) == Array(2_990..<3_000))
    }

    @Test(arguments: VectorIndexCase.all) func `the same changes give the same answers`(_ sut: VectorIndexCase) throws {
        let vectors = ClusteredVectors(count: 3_000)
        let (one, other) = (try vectors.index(sut), try vectors.index(sut))
        for cluster in 0..<20 {
            let query = vectors.vector(near: cluster, seed: cluster)
            #expect(
                try one.search(query, limit: 10, in: .neighborhood) { _ in true }
                    == other.search(query, limit: 10, in: .neighborhood) { _ in true })
        }
    }

    @Test(arguments: VectorIndexCase.all) func `wide vectors are compared about right`(_ sut: VectorIndexCase) throws {
        let vectors = ClusteredVectors(count: 1_500, dimensions: 96)
        let index = try vectors.index(sut)
        // Nearly all of a query's cluster comes before everything else.
        let hits = try (0..<10).map { cluster in
            try search(index, vectors.vector(near: cluster, seed: 9), 10).count { $0 % 150 == cluster }
        }
        #expect(hits.reduce(0, +) >= 90, "\(hits)")
    }
}

/// Seeded vectors around the middles of 150 clusters, in turn.
struct ClusteredVectors {
    private var middles: [[Float]]
    private let vectors: [[Float]]
    private let dimensions: Int

    init(count: Int, dimensions: Int = 32) {
        var generator = SeededGenerator(seed: 5)
        func vector() -> [Float] { (0..<dimensions).map { _ in Float(generator.uniform(in: -1...1)) } }
        let middles = (0..<150).map { _ in vector() }
        vectors = (0..<count).map { number in zip(middles[number % 150], vector()).map { $0 + 0.7 * $1 } }
        (self.middles, self.dimensions) = (middles, dimensions)
    }

    mutating func addClusters(_ count: Int) {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<count { middles.append((0..<dimensions).map { _ in Float(generator.uniform(in: -1...1)) }) }
    }

    /// A vector somewhere around the middle of a cluster.
    func vector(near cluster: Int, seed: Int) -> [Float] {
        var generator = SeededGenerator(seed: 7, position: seed)
        return middles[cluster].map { $0 + 0.7 * Float(generator.uniform(in: -1...1)) }
    }

    func index(_ sut: VectorIndexCase) throws -> any VectorIndex {
        var index = sut.make(dimensions, vectors)
        for (slot, vector) in vectors.enumerated() { try index.insert(vector, at: slot) }
        return index
    }

    /// The share of the ten most similar vectors that a search in the neighbourhood finds.
    func recall(of index: any VectorIndex, against truth: any VectorIndex) throws -> Double {
        var found = 0
        for query in 0..<40 {
            let query = vector(near: query * 3, seed: query)
            let best = Set(try truth.search(query, limit: 10, in: .everything) { _ in true }.map(\.slot))
            found +=
                best.intersection(try index.search(query, limit: 10, in: .neighborhood) { _ in true }.map(\.slot)).count
        }
        return Double(found) / 400
    }
}
