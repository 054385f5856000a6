/// Quantised vectors in clusters of similar ones, each cluster a list of its members.
///
/// A cluster that has become large is split in two, and one that has become small is dissolved, so that clusters follow the vectors as
/// they come, change and go. The same changes in the same order make the same clusters.
struct InvertedLists: Sendable {
    let dimensions: Int
    /// The number of vectors.
    private(set) var count = 0
    private var clusters: [Cluster]
    /// The mean direction of each cluster.
    private var centroids: QuantizedVectors
    /// The locations by slot.
    private var locations: [Location] = []
    private var width: Int { centroids.width }

    /// The members of a cluster.
    private struct Cluster: Sendable {
        var slots: [Int32] = []
        /// The vectors, row after row as in ``QuantizedVectors``.
        var numbers: [Int16] = []
    }

    /// The cluster and the row of a slot.
    private struct Location: Sendable {
        var cluster: Int32 = -1
        var row: Int32 = 0
    }

    /// The size up to which clusters aren't split.
    private static let smallest = 256
    /// The number of vectors that each centroid is fitted to.
    private static let samplesEach = 40
    /// The number of iterations of k-means.
    private static let rounds = 5

    /// Creates lists without vectors.
    ///
    /// - Parameters:
    ///   - dimensions: The dimensions of the vectors.
    ///   - expected: The number of vectors that will come; for many, centroids are fitted to some of them by k-means.
    ///   - vector: Returns one of them.
    init(dimensions: Int, expecting expected: Int = 0, _ vector: (Int) -> [Float] = { _ in [] }) {
        self.dimensions = dimensions
        centroids = QuantizedVectors(dimensions: dimensions)
        guard expected > 4 * Self.smallest else {
            clusters = [Cluster()]
            centroids.append([Float](repeating: 0, count: dimensions))
            return
        }
        let wanted = Int(Double(expected).squareRoot())
        clusters = [Cluster](repeating: Cluster(), count: wanted)
        let count = min(expected, wanted * Self.samplesEach)
        let samples = (0..<count).map { QuantizedVectors.row(of: vector($0 * expected / count), dimensions) }
        for cluster in 0..<wanted {
            centroids.append(samples[cluster * count / wanted].prefix(dimensions).map(Float.init))
        }
        for _ in 0..<Self.rounds {
            var sums = [Float](repeating: 0, count: wanted * dimensions)
            for sample in samples {
                let start = nearestCluster(to: sample) * dimensions
                for place in 0..<dimensions { sums[start + place] += Float(sample[place]) }
            }
            for cluster in 0..<wanted {
                let sum = Array(sums[cluster * dimensions..<(cluster + 1) * dimensions])
                if sum.contains(where: { $0 != 0 }) { centroids.replace(cluster, with: sum) }
            }
        }
    }

    /// Adds a vector to the nearest cluster, in the place of the one of the same slot.
    mutating func insert(_ vector: [Float], at slot: Int) {
        remove(slot)
        if locations.count <= slot {
            locations += [Location](repeating: Location(), count: slot + 1 - locations.count)
        }
        add(slot, QuantizedVectors.row(of: vector, dimensions))
        count += 1
    }

    /// Removes the vector of a slot; returns whether there was one.
    @discardableResult
    mutating func remove(_ slot: Int) -> Bool {
        guard let (cluster, row) = location(of: slot) else { return false }
        let last = clusters[cluster].slots.count - 1
        if row != last {
            let moved = clusters[cluster].slots[last]
            clusters[cluster].slots[row] = moved
            for place in 0..<width {
                clusters[cluster].numbers[row * width + place] = clusters[cluster].numbers[last * width + place]
            }
            locations[Int(moved)].row = Int32(row)
        }
        clusters[cluster].slots.removeLast()
        clusters[cluster].numbers.removeLast(width)
        locations[slot].cluster = -1
        count -= 1
        if last < limit / 16, clusters.count > 1 { dissolve(cluster) }
        return true
    }

    /// The most members of a cluster: for many vectors, so many that comparing centroids takes about as long as comparing members.
    private var limit: Int { max(Self.smallest, 2 * Int(Double(count).squareRoot())) }

    private func location(of slot: Int) -> (cluster: Int, row: Int)? {
        guard locations.indices.contains(slot), locations[slot].cluster >= 0 else { return nil }
        return (Int(locations[slot].cluster), Int(locations[slot].row))
    }

    private mutating func add(_ slot: Int, _ row: [Int16]) {
        let cluster = nearestCluster(to: row)
        locations[slot] = Location(cluster: Int32(cluster), row: Int32(clusters[cluster].slots.count))
        clusters[cluster].slots.append(Int32(slot))
        clusters[cluster].numbers += row
        if clusters[cluster].slots.count > limit { split(cluster) }
    }

    private func nearestCluster(to row: [Int16]) -> Int {
        var products = [Int32](repeating: 0, count: clusters.count)
        centroids.numbers.withUnsafeBufferPointer { centroids in
            if let base = centroids.baseAddress { QuantizedVectors.dots(base, products.count, row, width, &products) }
        }
        var best = 0
        for (cluster, product) in products.enumerated() where product > products[best] { best = cluster }
        return best
    }

    /// Splits a cluster in two, by k-means from its two most dissimilar members.
    private mutating func split(_ cluster: Int) {
        let old = clusters[cluster]
        let rows = old.slots.indices.map { Array(old.numbers[$0 * width..<($0 + 1) * width]) }
        func leastSimilar(to other: [Int16]) -> [Int16] {
            var (least, value) = (0, Int32.max)
            for (number, row) in rows.enumerated() {
                let similarity = QuantizedVectors.dot(row, other, width)
                if similarity < value { (least, value) = (number, similarity) }
            }
            return rows[least]
        }
        var one = leastSimilar(to: Array(centroids.numbers[cluster * width..<(cluster + 1) * width]))
        var other = leastSimilar(to: one)
        var isFirst = [Bool](repeating: false, count: rows.count)
        for _ in 0..<Self.rounds {
            let sides = rows.map {
                Int(QuantizedVectors.dot($0, one, width)) - Int(QuantizedVectors.dot($0, other, width))
            }
            isFirst = sides.map { $0 > 0 }
            let share = isFirst.count { $0 }
            let isLopsided = min(share, rows.count - share) < rows.count / 8
            if isLopsided {
                // Or all are the same: the half that leans to one side more.
                let order = sides.indices.sorted { (sides[$1], $0) < (sides[$0], $1) }
                for (place, number) in order.enumerated() { isFirst[number] = place < rows.count / 2 }
            }
            one = centroid(of: rows, where: isFirst, true)
            other = centroid(of: rows, where: isFirst, false)
            if isLopsided { break }
        }
        clusters[cluster] = Cluster()
        clusters.append(Cluster())
        centroids.replace(cluster, with: one.prefix(dimensions).map(Float.init))
        centroids.append(other.prefix(dimensions).map(Float.init))
        for (number, row) in rows.enumerated() {
            let target = isFirst[number] ? cluster : clusters.count - 1
            let slot = old.slots[number]
            locations[Int(slot)] = Location(cluster: Int32(target), row: Int32(clusters[target].slots.count))
            clusters[target].slots.append(slot)
            clusters[target].numbers += row
        }
    }

    private func centroid(of rows: [[Int16]], where isFirst: [Bool], _ side: Bool) -> [Int16] {
        var sum = [Float](repeating: 0, count: dimensions)
        for (number, row) in rows.enumerated() where isFirst[number] == side {
            for place in 0..<dimensions { sum[place] += Float(row[place]) }
        }
        return QuantizedVectors.row(of: sum, dimensions)
    }

    /// Dissolves a cluster; its members go to the next nearest ones.
    private mutating func dissolve(_ cluster: Int) {
        let left = clusters[cluster]
        let last = clusters.count - 1
        if cluster != last {
            clusters[cluster] = clusters[last]
            for slot in clusters[cluster].slots { locations[Int(slot)].cluster = Int32(cluster) }
            centroids.replace(cluster, with: centroids[last])
        }
        clusters.removeLast()
        centroids.removeLast()
        for (number, slot) in left.slots.enumerated() {
            add(Int(slot), Array(left.numbers[number * width..<(number + 1) * width]))
        }
    }
}

extension InvertedLists {
    /// The dot product of two rows whose vectors point the same way.
    static let one = QuantizedVectors.one * QuantizedVectors.one

    /// Compares the members of one cluster after the other with a vector, the nearest cluster first.
    ///
    /// - Parameters:
    ///   - vector: The vector.
    ///   - body: Receives each member's slot and similarity, in units of ``one``.
    ///   - isEnough: Whether to stop, asked after each cluster with the number of vectors compared so far.
    @inline(__always)
    func compareNearest(
        to vector: [Float], _ body: (_ slot: Int, _ similarity: Float) -> Void,
        until isEnough: (_ compared: Int) -> Bool
    ) {
        let similarities = centroids.cosines(with: vector)
        let row = QuantizedVectors.row(of: vector, dimensions)
        var order = TopK(clusters.count)
        for cluster in clusters.indices where !clusters[cluster].slots.isEmpty {
            order.offer(cluster, similarities[cluster])
        }
        var (compared, products) = (0, [Int32]())
        for cluster in order.slots() {
            compare(cluster, row, &products, body)
            compared += clusters[cluster].slots.count
            if isEnough(compared) { return }
        }
    }

    /// Compares all members with a vector, in no order.
    @inline(__always)
    func compareAll(to vector: [Float], _ body: (_ slot: Int, _ similarity: Float) -> Void) {
        let row = QuantizedVectors.row(of: vector, dimensions)
        var products: [Int32] = []
        for cluster in clusters.indices { compare(cluster, row, &products, body) }
    }

    @inline(__always)
    private func compare(
        _ cluster: Int, _ row: [Int16], _ products: inout [Int32], _ body: (_ slot: Int, _ similarity: Float) -> Void
    ) {
        let count = clusters[cluster].slots.count
        if products.count < count { products = [Int32](repeating: 0, count: max(count, limit)) }
        clusters[cluster].numbers.withUnsafeBufferPointer { numbers in
            if let base = numbers.baseAddress { QuantizedVectors.dots(base, count, row, width, &products) }
        }
        clusters[cluster].slots.withUnsafeBufferPointer { slots in
            products.withUnsafeBufferPointer { products in
                for row in slots.indices { body(Int(slots[row]), Float(products[row])) }
            }
        }
    }

    /// The cosines of some vectors with others: for each of `slots`, those with all of `others` in their order; 0 where there is none.
    func cosines(of slots: [Int], with others: [Int]) -> [[Float]] {
        var few = QuantizedVectors(dimensions: dimensions)
        for slot in slots {
            if let (cluster, row) = location(of: slot) {
                few.append(clusters[cluster].numbers[row * width..<(row + 1) * width])
            } else {
                few.append([Float](repeating: 0, count: dimensions))
            }
        }
        var all = slots.map { _ in [Float](repeating: 0, count: others.count) }
        var products = [Int32](repeating: 0, count: slots.count)
        for (place, other) in others.enumerated() {
            guard let (cluster, row) = location(of: other) else { continue }
            clusters[cluster].numbers.withUnsafeBufferPointer { numbers in
                guard let base = numbers.baseAddress else { return }
                few.numbers.withUnsafeBufferPointer { rows in
                    guard let rows = rows.baseAddress else { return }
                    QuantizedVectors.dots(rows, slots.count, base + row * width, width, &products)
                }
            }
            for number in slots.indices { all[number][place] = Float(products[number]) / Self.one }
        }
        return all
    }
}
