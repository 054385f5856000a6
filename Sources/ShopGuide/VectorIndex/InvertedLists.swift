/// Quantised vectors in clusters of similar ones, each cluster a list of its members.
///
/// A cluster that has become large is split in two, and one that has become small is dissolved, so that clusters follow the vectors as
/// they come, change and go. The same changes in the same order make the same clusters.
struct InvertedLists: Sendable {
    let dimensions: Int
    /// The number of vectors.
    private(set) var count = 0
    private(set) var clusters: [Cluster]
    /// The mean direction of each cluster.
    private(set) var centroids: QuantizedVectors
    /// The locations by slot.
    private var locations: [Location] = []
    private var width: Int { centroids.width }

    /// The members of a cluster.
    struct Cluster: Sendable {
        var slots: [Int32] = []
        /// The vectors, row after row as in ``QuantizedVectors``.
        var numbers: [Int16] = []
    }

    /// The cluster and the row of a slot.
    private struct Location: Sendable {
        var cluster: Int32 = -1
        var row: Int32 = 0
    }

    /// The slots of which vectors are made at once while lists are filled.
    private static let together = 1 << 16
    /// The size up to which clusters aren't split.
    private static let smallest = 256
    /// The number of vectors that each centroid is fitted to.
    private static let samplesEach = 40
    /// The neighbours that are taken together for a sample.
    private static let run = 4
    /// The number of iterations in which a cluster is split.
    private static let rounds = 5

    /// Creates lists without vectors.
    init(dimensions: Int) {
        self.dimensions = dimensions
        centroids = QuantizedVectors(dimensions: dimensions)
        centroids.append([Float](repeating: 0, count: dimensions))
        clusters = [Cluster()]
    }

    /// Creates lists of clusters that were kept; nil where a slot is beyond the last, or in two places.
    init?(_ centroids: QuantizedVectors, _ clusters: [Cluster], slots: Int) {
        (self.centroids, self.clusters, dimensions) = (centroids, clusters, centroids.dimensions)
        locations = [Location](repeating: Location(), count: slots)
        for (number, cluster) in clusters.enumerated() {
            for (row, slot) in cluster.slots.enumerated() {
                guard locations.indices.contains(Int(slot)), locations[Int(slot)].cluster < 0 else { return nil }
                locations[Int(slot)] = Location(cluster: Int32(number), row: Int32(row))
            }
            count += cluster.slots.count
        }
    }

    /// Creates lists without vectors whose centroids are fitted to some of those that will come.
    ///
    /// - Parameters:
    ///   - dimensions: The dimensions of the vectors.
    ///   - expected: The number of vectors that will come; for few, there is one cluster.
    ///   - lanes: The threads.
    ///   - vectors: Returns some of them, reduced.
    init(
        dimensions: Int, expecting expected: Int, lanes: Int = 1, _ vectors: @Sendable (Range<Int>) -> QuantizedBlock
    ) {
        self.init(dimensions: dimensions)
        guard expected > 4 * Self.smallest else { return }
        let wanted = Int(Double(expected).squareRoot())
        let (count, width) = (min(expected, wanted * Self.samplesEach), width)
        let samples = stride(from: 0, to: count, by: Self.run).flatMap { number in
            let start = number * expected / count
            return vectors(start..<min(start + Self.run, expected)).numbers(dimensions, width)
        }
        guard samples.count >= wanted * dimensions else { return }
        let clustering = Clustering(wanted, of: samples, dimensions: dimensions, lanes: lanes)
        centroids = QuantizedVectors(dimensions: dimensions)
        for cluster in 0..<wanted {
            centroids.append(Array(clustering.centroids[cluster * dimensions..<(cluster + 1) * dimensions]))
        }
        clusters = [Cluster](repeating: Cluster(), count: wanted)
    }

    /// Fills empty lists with many vectors at once.
    ///
    /// - Parameters:
    ///   - slots: The number of slots.
    ///   - lanes: The threads.
    ///   - vectors: Returns the vectors of slots that have one, reduced.
    mutating func fill(_ slots: Int, lanes: Int, _ vectors: @Sendable (Range<Int>) -> QuantizedBlock) {
        let (dimensions, width) = (dimensions, width)
        let numbers = (0..<centroids.count).flatMap { centroids[$0] }
        let clustering = Clustering(centroids: numbers, dimensions: dimensions)
        let nearest = Clustering.blocks(of: slots, lanes: lanes) { block in
            clustering.nearest(to: vectors(block).numbers(dimensions, width)).map { Int32($0) }
        }.flatMap(\.self)
        var sizes = [Int](repeating: 0, count: clusters.count)
        for cluster in nearest { sizes[Int(cluster)] += 1 }
        for (cluster, size) in sizes.enumerated() {
            clusters[cluster].slots.reserveCapacity(size)
            clusters[cluster].numbers.reserveCapacity(size * width)
        }
        locations = [Location](repeating: Location(), count: slots)
        var next = 0
        for start in stride(from: 0, to: slots, by: Self.together) {
            let end = min(start + Self.together, slots)
            let blocks = Clustering.blocks(of: end - start, lanes: lanes) { block in
                vectors(start + block.lowerBound..<start + block.upperBound)
            }
            for block in blocks {
                for (number, slot) in block.slots.enumerated() {
                    append(slot, block.rows[number * width..<(number + 1) * width], to: Int(nearest[next]))
                    next += 1
                }
            }
        }
        count = next
        var cluster = 0
        while cluster < clusters.count {
            if clusters[cluster].slots.count > limit { split(cluster) } else { cluster += 1 }
        }
    }

    private mutating func append(_ slot: Int, _ row: ArraySlice<Int16>, to cluster: Int) {
        locations[slot] = Location(cluster: Int32(cluster), row: Int32(clusters[cluster].slots.count))
        clusters[cluster].slots.append(Int32(slot))
        clusters[cluster].numbers += row
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
        append(slot, row[...], to: cluster)
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
    ///   - least: The number of vectors after which no further cluster is compared.
    ///   - body: Receives each member's slot and similarity, in units of ``one``.
    @inline(__always)
    func compareNearest(
        to vector: [Float], atLeast least: Int, _ body: (_ slot: Int, _ similarity: Float) -> Void
    ) {
        let similarities = centroids.cosines(with: vector)
        let row = QuantizedVectors.row(of: vector, dimensions)
        var (compared, ordered, products) = (0, 0, [Int32]())
        // Clusters of about the same size: twice as many as are needed are nearly always enough, and few are ordered faster than all.
        var wanted = count == 0 ? 0 : 16 + Int(2 * Double(least) * Double(clusters.count) / Double(count))
        while compared < least, ordered < clusters.count {
            wanted = min(wanted, clusters.count)
            var order = TopK(wanted)
            for cluster in clusters.indices where order.accepts(cluster, similarities[cluster]) {
                order.offer(cluster, similarities[cluster])
            }
            for cluster in order.slots().dropFirst(ordered) where compared < least {
                compare(cluster, row, &products, body)
                compared += clusters[cluster].slots.count
            }
            (ordered, wanted) = (wanted, clusters.count)
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
        return [Float].table(slots.count, others.count) { all in
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
                for number in slots.indices { all[number * others.count + place] = Float(products[number]) / Self.one }
            }
        }
    }
}
