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
        guard kept.count >= limit else { return }
        if kept.count > limit, limit > 0 { kept.withUnsafeMutableBufferPointer { Self.bringLargest(limit, to: $0) } }
        kept.removeLast(kept.count - limit)
        least = kept.min() ?? least
    }

    /// Brings the largest keys to the front, in no order (Hoare's selection).
    private static func bringLargest(_ count: Int, to keys: UnsafeMutableBufferPointer<UInt64>) {
        var (low, high) = (0, keys.count - 1)
        while low < high {
            let ends = (keys[low], keys[high])
            let pivot = max(min(ends.0, ends.1), min(max(ends.0, ends.1), keys[(low + high) / 2]))
            var (left, right) = (low, high)
            while left <= right {
                while keys[left] > pivot { left += 1 }
                while keys[right] < pivot { right -= 1 }
                if left <= right {
                    keys.swapAt(left, right)
                    (left, right) = (left + 1, right - 1)
                }
            }
            if count <= right + 1 {
                high = right
            } else if count > left {
                low = left
            } else {
                return
            }
        }
    }

    private mutating func sort() {
        trim()
        kept.sort(by: >)
    }

    /// Returns the best slots, the highest score first.
    package mutating func slots() -> [Int] {
        sort()
        return kept.map { Self.entry($0).slot }
    }

    /// Returns the best slots with their scores, the highest score first.
    package mutating func entries() -> [(slot: Int, score: Float)] {
        sort()
        return kept.map(Self.entry)
    }
}
