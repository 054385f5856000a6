/// Gives positions of products the numbers 0, 1, 2 … as they come: a dictionary of few whole numbers, some times as fast as one of anything.
struct PositionTable {
    private var keys: [Int32]
    private var places: [Int32]
    private let mask: Int
    private(set) var count = 0

    /// Creates a table.
    ///
    /// - Parameter capacity: How many positions may come at most.
    init(capacity: Int) {
        var size = 16
        while size < 2 * capacity { size *= 2 }
        keys = [Int32](repeating: -1, count: size)
        places = [Int32](repeating: 0, count: size)
        mask = size - 1
    }

    /// Creates a table of some positions, which get their places in the list; of one that comes twice, the first.
    init(_ positions: [Int]) {
        self.init(capacity: positions.count)
        for (place, position) in positions.enumerated() {
            let slot = slot(of: Int32(position))
            guard keys[slot] < 0 else { continue }
            (keys[slot], places[slot]) = (Int32(position), Int32(place))
        }
        count = positions.count
    }

    @inline(__always)
    private func slot(of key: Int32) -> Int {
        // Knuth's multiplier, for neighbours are often asked for together.
        var slot = Int(UInt32(bitPattern: key) &* 2_654_435_769 >> 7) & mask
        while keys[slot] != key, keys[slot] >= 0 { slot = (slot + 1) & mask }
        return slot
    }

    /// The place of a position; nil where it hasn't come.
    @inline(__always)
    subscript(position: Int) -> Int? {
        let slot = slot(of: Int32(position))
        return keys[slot] < 0 ? nil : Int(places[slot])
    }

    /// Takes a position.
    ///
    /// - Returns: Its place, and whether it is new.
    @inline(__always)
    mutating func insert(_ position: Int) -> (place: Int, isNew: Bool) {
        let slot = slot(of: Int32(position))
        if keys[slot] >= 0 { return (Int(places[slot]), false) }
        (keys[slot], places[slot]) = (Int32(position), Int32(count))
        count += 1
        return (count - 1, true)
    }
}
