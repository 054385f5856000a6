/// A hash map from slots to their ranks 0, 1, 2 … in order of arrival; for few slots, several times as fast as a dictionary.
package struct SlotMap: Sendable {
    private var keys: [Int32]
    private var ranks: [Int32]
    private let mask: Int
    /// The number of slots.
    package private(set) var count = 0

    /// Creates an empty map for at most `capacity` slots.
    package init(capacity: Int) {
        var size = 16
        while size < 2 * capacity { size *= 2 }
        keys = [Int32](repeating: -1, count: size)
        ranks = [Int32](repeating: 0, count: size)
        mask = size - 1
    }

    /// Creates a map of some slots to their indices in the list; of one that occurs twice, to the first.
    package init(_ slots: [Int]) {
        self.init(capacity: slots.count)
        for (rank, slot) in slots.enumerated() {
            let bucket = bucket(of: Int32(slot))
            guard keys[bucket] < 0 else { continue }
            (keys[bucket], ranks[bucket]) = (Int32(slot), Int32(rank))
        }
        count = slots.count
    }

    @inline(__always)
    private func bucket(of key: Int32) -> Int {
        // Knuth's multiplier, for neighbours are often looked up together.
        var bucket = Int(UInt32(bitPattern: key) &* 2_654_435_769 >> 7) & mask
        while keys[bucket] != key, keys[bucket] >= 0 { bucket = (bucket + 1) & mask }
        return bucket
    }

    /// The rank of a slot; nil for one that isn't there.
    @inline(__always)
    package subscript(slot: Int) -> Int? {
        let bucket = bucket(of: Int32(slot))
        return keys[bucket] < 0 ? nil : Int(ranks[bucket])
    }

    /// Adds a slot, unless it is there.
    ///
    /// - Returns: Its rank, and whether it is new.
    @inline(__always)
    package mutating func insert(_ slot: Int) -> (rank: Int, isNew: Bool) {
        let bucket = bucket(of: Int32(slot))
        if keys[bucket] >= 0 { return (Int(ranks[bucket]), false) }
        (keys[bucket], ranks[bucket]) = (Int32(slot), Int32(count))
        count += 1
        return (count - 1, true)
    }
}
