/// A hash table of slots by ids that are kept elsewhere: eight bytes an entry, where a dictionary keeps every id again.
struct SlotTable: Sendable {
    /// An entry: the hash of an id and its slot.
    private struct Entry: Sendable {
        var hash: UInt32 = 0
        var slot: Int32 = Entry.free

        /// The slot of an entry that was never used.
        static let free: Int32 = -1
        /// The slot of an entry that was removed, behind which others may be.
        static let removed: Int32 = -2
    }

    private var entries: [Entry]
    /// The number of slots.
    private(set) var count = 0
    /// The number of entries that were ever used.
    private var used = 0
    private var mask: Int { entries.count - 1 }

    /// Creates an empty table with room for a number of slots.
    init(capacity: Int = 0) {
        entries = [Entry](repeating: Entry(), count: Self.size(for: capacity))
    }

    /// The entries for a number of slots: a power of two of which a third is free at least.
    private static func size(for count: Int) -> Int {
        var size = 16
        while size * 2 / 3 <= count { size *= 2 }
        return size
    }

    /// Returns the hash of an id; another one in every process, so that nobody can choose ids that collide.
    static func hash(of id: UnsafeRawBufferPointer) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(bytes: id)
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    /// Returns the slot of an id; nil where there is none.
    ///
    /// - Parameters:
    ///   - hash: The hash of the id.
    ///   - isSame: Whether the id of a slot is the one that is looked for.
    /// - Returns: The slot.
    func slot(_ hash: UInt32, where isSame: (Int) -> Bool) -> Int? {
        place(hash, where: isSame).map { Int(entries[$0].slot) }
    }

    private func place(_ hash: UInt32, where isSame: (Int) -> Bool) -> Int? {
        var place = Int(hash) & mask
        while entries[place].slot != Entry.free {
            let entry = entries[place]
            if entry.hash == hash, entry.slot >= 0, isSame(Int(entry.slot)) { return place }
            place = (place + 1) & mask
        }
        return nil
    }

    /// Adds a slot whose id isn't there.
    mutating func insert(_ slot: Int, _ hash: UInt32) {
        if (used + 1) * 3 > entries.count * 2 { grow() }
        var place = Int(hash) & mask
        while entries[place].slot >= 0 { place = (place + 1) & mask }
        if entries[place].slot == Entry.free { used += 1 }
        entries[place] = Entry(hash: hash, slot: Int32(slot))
        count += 1
    }

    /// Removes the slot of an id, if it is there.
    mutating func remove(_ hash: UInt32, where isSame: (Int) -> Bool) {
        guard let place = place(hash, where: isSame) else { return }
        entries[place].slot = Entry.removed
        count -= 1
    }

    private mutating func grow() {
        let old = entries
        self = SlotTable(capacity: 2 * count)
        for entry in old where entry.slot >= 0 { insert(Int(entry.slot), entry.hash) }
    }
}
