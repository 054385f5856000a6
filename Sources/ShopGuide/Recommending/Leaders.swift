/// The products that are wanted most, kept in order as events come, so that nobody has to look through all.
struct Leaders: Sendable {
    /// A product with how wanted it is.
    struct Entry: Sendable, Equatable {
        var score: Float
        var position: Int32

        /// Whether it comes first: it is wanted more, or as much and came earlier.
        @inline(__always)
        func isBefore(_ other: Entry) -> Bool {
            score != other.score ? score > other.score : position < other.position
        }
    }

    /// The leading products, the first first: all that come before ``floor``.
    private(set) var entries: [Entry] = []
    /// The first that isn't among them; nil where every product is that is wanted at all.
    private(set) var floor: Entry?

    /// So many are kept at most; when there are more, or less than a quarter, it becomes half of it.
    private static let most = 1024

    @inline(__always)
    private func leads(_ entry: Entry) -> Bool { floor.map(entry.isBefore) ?? (entry.score > 0) }

    /// Notes that a product is wanted more or less than before.
    ///
    /// - Parameters:
    ///   - position: The product.
    ///   - old: How wanted it was.
    ///   - wanted: How wanted all are now.
    mutating func change(_ position: Int, from old: Float, in wanted: [Float]) {
        let (before, now) = (
            Entry(score: old, position: Int32(position)), Entry(score: wanted[position], position: Int32(position))
        )
        if leads(before) {
            let place = place(of: before)
            if place < entries.count, entries[place] == before { entries.remove(at: place) }
        }
        if leads(now) { entries.insert(now, at: place(of: now)) }
        if entries.count > Self.most {
            floor = entries[Self.most / 2]
            entries.removeLast(entries.count - Self.most / 2)
        } else if floor != nil, entries.count < Self.most / 4 {
            rebuild(wanted)
        }
    }

    /// The number of entries that come before one.
    private func place(of entry: Entry) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].isBefore(entry) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func rebuild(_ wanted: [Float]) {
        var best = Best(Self.most / 2 + 1)
        for (position, score) in wanted.enumerated() where score > 0 { best.offer(position, score) }
        entries = best.entries().map { Entry(score: $0.score, position: Int32($0.position)) }
        floor = entries.count > Self.most / 2 ? entries.removeLast() : nil
    }
}
