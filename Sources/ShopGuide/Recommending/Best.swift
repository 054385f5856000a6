/// The positions with the highest scores of those that were offered; of equals, those of the lowest positions.
struct Best {
    private let limit: Int
    /// Score and position in one number, which is the larger the better.
    private var kept: [UInt64] = []
    /// The last of the best so far, once there are enough.
    private var least: UInt64 = 0

    init(_ limit: Int) {
        self.limit = limit
        kept.reserveCapacity(2 * limit)
    }

    /// Whether there are as many as there may be.
    var isFull: Bool { kept.count >= limit }

    @inline(__always)
    private static func key(_ position: Int, _ score: Float) -> UInt64 {
        // The bits of numbers of either sign, turned so that they are in the numbers' order; both zeros are one.
        let bits = (score + 0).bitPattern
        let ordered = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
        return UInt64(ordered) << 32 | UInt64(UInt32.max - UInt32(truncatingIfNeeded: position))
    }

    private static func entry(_ key: UInt64) -> (position: Int, score: Float) {
        let ordered = UInt32(key >> 32)
        let score = Float(bitPattern: ordered >> 31 == 1 ? ordered ^ 1 << 31 : ~ordered)
        return (Int(UInt32.max - UInt32(truncatingIfNeeded: key)), score)
    }

    /// Whether a position may be among the best.
    @inline(__always)
    func takes(_ position: Int, _ score: Float) -> Bool { Self.key(position, score) > least }

    /// Takes a position, if it may be among the best.
    @inline(__always)
    mutating func offer(_ position: Int, _ score: Float) {
        let key = Self.key(position, score)
        guard key > least else { return }
        kept.append(key)
        if kept.count >= 2 * limit { trim() }
    }

    private mutating func trim() {
        kept.sort(by: >)
        guard kept.count >= limit else { return }
        kept.removeLast(kept.count - limit)
        least = kept.last ?? least
    }

    /// The best, highest first.
    mutating func positions() -> [Int] {
        trim()
        return kept.map { Self.entry($0).position }
    }

    /// The best with their scores.
    mutating func entries() -> [(position: Int, score: Float)] {
        trim()
        return kept.map(Self.entry)
    }
}
