/// The most wanted products, kept in order as events come, so that nobody has to look through all.
package struct PopularityRanking: Sendable {
    /// A product with its demand.
    package struct Entry: Sendable, Equatable {
        package var score: Float
        package var slot: Int32

        /// Whether it comes first: its score is higher, or the same and its slot lower.
        @inline(__always)
        func isBefore(_ other: Entry) -> Bool {
            score != other.score ? score > other.score : slot < other.slot
        }
    }

    /// The leading products, the first first: all that come before ``floor``.
    package private(set) var entries: [Entry] = []
    /// The first that isn't among them; nil where every product is that is wanted at all.
    private(set) var floor: Entry?

    /// The most entries; when there are more, or less than a quarter of them, there are half as many afterwards.
    package static let maximum = 1024

    /// Creates a ranking without products.
    package init() {}

    /// Whether every product that is wanted at all is among the entries.
    package var isComplete: Bool { floor == nil }

    @inline(__always)
    private func leads(_ entry: Entry) -> Bool { floor.map(entry.isBefore) ?? (entry.score > 0) }

    /// Applies a change of a product's demand.
    ///
    /// - Parameters:
    ///   - slot: The product.
    ///   - old: Its demand before.
    ///   - demand: The demand for all products now, by slot.
    package mutating func update(_ slot: Int, from old: Float, in demand: [Float]) {
        let (before, now) = (Entry(score: old, slot: Int32(slot)), Entry(score: demand[slot], slot: Int32(slot)))
        if leads(before) {
            let place = place(of: before)
            if place < entries.count, entries[place] == before { entries.remove(at: place) }
        }
        if leads(now) { entries.insert(now, at: place(of: now)) }
        if entries.count > Self.maximum {
            floor = entries[Self.maximum / 2]
            entries.removeLast(entries.count - Self.maximum / 2)
        } else if floor != nil, entries.count < Self.maximum / 4 {
            rebuild(demand)
        }
    }

    /// Returns the number of entries that come before one.
    private func place(of entry: Entry) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].isBefore(entry) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func rebuild(_ demand: [Float]) {
        var best = TopK(Self.maximum / 2 + 1)
        for (slot, score) in demand.enumerated() where score > 0 { best.offer(slot, score) }
        entries = best.entries().map { Entry(score: $0.score, slot: Int32($0.slot)) }
        floor = entries.count > Self.maximum / 2 ? entries.removeLast() : nil
    }
}
