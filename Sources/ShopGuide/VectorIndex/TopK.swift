/// The slots with the highest scores among those offered; of equal scores, those of the lowest slots.
package struct TopK {
    private let limit: Int
    /// Score and slot in one number, the larger the better.
    private var kept: [UInt64] = []
    /// The lowest key that still counts, once there are enough.
    private var least: UInt64 = 0

    /// Creates an empty selection of at most `limit` slots.
    package init(_ limit: Int) {
        self.limit = limit
        kept.reserveCapacity(2 * limit)
    }

    /// Whether `limit` slots were accepted.
    package var isFull: Bool { kept.count >= limit }

    @inline(__always)
    private static func key(_ slot: Int, _ score: Float) -> UInt64 {
        // The bits of numbers of either sign, turned so that they are in the numbers' order; both zeros are one.
        let bits = (score + 0).bitPattern
        let ordered = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
        return UInt64(ordered) << 32 | UInt64(UInt32.max - UInt32(truncatingIfNeeded: slot))
    }

    private static func entry(_ key: UInt64) -> (slot: Int, score: Float) {
        let ordered = UInt32(key >> 32)
        let score = Float(bitPattern: ordered >> 31 == 1 ? ordered ^ 1 << 31 : ~ordered)
        return (Int(UInt32.max - UInt32(truncatingIfNeeded: key)), score)
    }

    /// Returns whether a slot may still be among the best.
    @inline(__always)
    package func accepts(_ slot: Int, _ score: Float) -> Bool { Self.key(slot, score) > least }

    /// Takes a slot in, if it may be among the best.
    @inline(__always)
    package mutating func offer(_ slot: Int, _ score: Float) {
        let key = Self.key(slot, score)
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

    /// Returns the best slots, the highest score first.
    package mutating func slots() -> [Int] {
        trim()
        return kept.map { Self.entry($0).slot }
    }

    /// Returns the best slots with their scores, the highest score first.
    package mutating func entries() -> [(slot: Int, score: Float)] {
        trim()
        return kept.map(Self.entry)
    }
}
