/// The merges that can be done, the one of lowest rank and then of lowest place first: a binary heap.
struct MergeQueue {
    /// Rank and place of each merge, in one number by which they compare.
    private var entries: [UInt64] = []

    mutating func push(rank: UInt32, index: Int) {
        entries.append(UInt64(rank) << 32 | UInt64(index))
        var child = entries.count - 1
        while child > 0, entries[child] < entries[(child - 1) / 2] {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> (rank: UInt32, index: Int)? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        if !entries.isEmpty {
            entries[0] = last
            var parent = 0
            while parent * 2 + 1 < entries.count {
                var child = parent * 2 + 1
                if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
                guard entries[child] < entries[parent] else { break }
                entries.swapAt(child, parent)
                parent = child
            }
        }
        return (UInt32(first >> 32), Int(first & 0xFFFF_FFFF))
    }
}
