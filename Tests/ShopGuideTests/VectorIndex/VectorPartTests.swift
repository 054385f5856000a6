import FewShotTensors
import ShopGuide
import Testing

/// The parts of which vector indexes are made.
@Suite struct VectorPartTests {
    /// The order in which scores come.
    enum Order: CaseIterable {
        case byChance, rising, falling, equal

        func applied(to scores: [Float]) -> [Float] {
            switch self {
            case .byChance: scores
            case .rising: scores.sorted()
            case .falling: scores.sorted(by: >)
            case .equal: scores.map { _ in 1 }
            }
        }
    }

    @Test(arguments: Order.allCases)
    func `the best of many are those that sorting would give`(order: Order) {
        var generator = SeededGenerator(seed: 1)
        let scores = order.applied(to: (0..<2_000).map { _ in Float(generator.integer(below: 500) - 250) / 16 })
        var best = TopK(70)
        for (slot, score) in scores.enumerated() {
            if best.accepts(slot, score) { best.offer(slot, score) }
        }
        let sorted = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(70)
        let (isFull, entries, slots) = (best.isFull, best.entries(), best.slots())
        #expect(isFull && slots == Array(sorted))
        #expect(entries.map(\.score) == sorted.map { scores[$0] })
    }

    @Test func `fewer than asked for are all there, and of zeros the sign doesn't count`() {
        var best = TopK(5)
        for (slot, score) in [(4, Float(-0.0)), (2, 0), (9, -.infinity), (1, -1)] { best.offer(slot, score) }
        let (isFull, slots) = (best.isFull, best.slots())
        #expect(!isFull && slots == [2, 4, 1, 9])
        var none = TopK(0)
        none.offer(1, 1)
        let left = none.slots()
        #expect(left.isEmpty)
    }

    @Test func `slots are numbered as they come`() {
        var map = SlotMap(capacity: 3_000)
        for number in 0..<3_000 {
            let inserted = map.insert(number * 64)
            #expect(inserted == (number, true))
        }
        let again = map.insert(64)
        #expect(again == (1, false) && map.count == 3_000)
        #expect(map[128] == 2 && map[129] == nil)
        let list = SlotMap([30, 10, 30, 20])
        #expect(list[30] == 0 && list[10] == 1 && list[20] == 3 && list[0] == nil)
    }

    @Test(arguments: [1, 15, 16, 17, 96]) func `quantised cosines are right to the third digit`(_ dimensions: Int) {
        var generator = SeededGenerator(seed: 2)
        func vector() -> [Float] { (0..<dimensions).map { _ in Float(generator.uniform(in: -9...9)) } }
        let vectors = (0..<20).map { _ in vector() }
        func cosine(_ a: [Float], _ b: [Float]) -> Float {
            func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
            return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
        }
        var (table, page) = (EmbeddingTable(dimensions: dimensions), QuantizedVectors(dimensions: dimensions))
        for vector in vectors + [[Float](repeating: 0, count: dimensions)] {
            table.append(vector)
            page.append(vector)
        }
        #expect(table.count == 21 && page.count == 21)
        let query = vector()
        let (rows, all) = (table.cosines(of: [3, 7], with: Array(0..<21)), page.cosines(with: query))
        for other in 0..<20 {
            #expect(abs(rows[0][other] - cosine(vectors[3], vectors[other])) < 1e-3)
            #expect(rows[1][other] == table.cosine(7, other))
            #expect(abs(all[other] - cosine(query, vectors[other])) < 1e-3)
            #expect(all[other] == table.cosine(other, to: query))
        }
        #expect(rows[0][20] == 0 && all[20] == 0)
        table.replace(3, with: vectors[7])
        #expect(table[3] == table[7])
    }

    @Test func `vectors of few numbers and of many are compared alike, also once they are replaced`() {
        var generator = SeededGenerator(seed: 9)
        func vector(_ used: Int) -> [Float] {
            (0..<200).map { $0 % 200 < used ? Float(generator.uniform(in: -1...1)) : 0 }.shuffled(using: &generator)
        }
        let numbers = [3, 200, 0, 20, 150, 100, 101]
        var (table, page) = (EmbeddingTable(dimensions: 200), QuantizedVectors(dimensions: 200))
        for turn in 0..<3 {
            for (row, used) in numbers.enumerated() {
                let vector = vector((used * (turn + 1)) % 201)
                if turn == 0 {
                    table.append(vector)
                    page.append(vector)
                } else {
                    table.replace(row, with: vector)
                    page.replace(row, with: vector)
                }
            }
            let query = vector(90)
            for row in numbers.indices {
                #expect(table[row] == page[row] && table.isEmpty(row) == page.isEmpty(row))
                #expect(table.cosine(row, to: query) == page.cosine(row, to: query))
                #expect(table.cosine(row, 1) == table.cosines(of: [0, 1], with: [row])[1][0])
            }
        }
    }

    @Test func `a table of many pages keeps every row, and a copy stays as it was`() {
        func vector(_ row: Int) -> [Float] { [Float(row % 97) - 48, Float(row % 31), 1] }
        var table = EmbeddingTable(dimensions: 3)
        for row in 0..<9_000 { table.append(vector(row)) }
        let copy = table
        table.replace(4_096, with: [0, 0, 0])
        #expect(table.isEmpty(4_096) && !copy.isEmpty(4_096) && table.count == 9_000)
        for row in [0, 4_095, 4_096, 8_191, 8_192, 8_999] {
            #expect(copy.cosine(row, to: vector(row)) > 0.9999)
            #expect(copy.cosine(row, 5) == copy.cosines(of: [5], with: [row])[0][0])
        }
    }
}
