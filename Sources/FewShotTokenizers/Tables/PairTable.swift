/// A hash table from 64-bit keys to 32-bit values.
///
/// The multiplier is random, for keys come from files, and could be chosen to collide.
struct PairTable: Sendable {
    private static let vacant = UInt64.max

    private var keys: [UInt64]
    private var values: [UInt32]
    private var count = 0
    private var shift: UInt64
    private let multiplier = UInt64.random(in: .min ... .max) | 1

    init(minimumCapacity: Int = 8) {
        let bits = UInt64(max(minimumCapacity, 8).bitWidth - max(minimumCapacity, 8).leadingZeroBitCount + 1)
        shift = 64 - bits
        keys = Array(repeating: Self.vacant, count: 1 << bits)
        values = Array(repeating: 0, count: 1 << bits)
    }

    subscript(key: UInt64) -> UInt32? {
        get {
            let slot = slot(of: key)
            return keys[slot] == key ? values[slot] : nil
        }
        set {
            guard let newValue else { return }
            if count * 2 >= keys.count { grow() }
            let slot = slot(of: key)
            if keys[slot] == Self.vacant { count += 1 }
            keys[slot] = key
            values[slot] = newValue
        }
    }

    private func slot(of key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: (key &* multiplier) >> shift)
        keys.withUnsafeBufferPointer { keys in
            while keys[slot] != key, keys[slot] != Self.vacant { slot = (slot + 1) & (keys.count - 1) }
        }
        return slot
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        shift -= 1
        keys = Array(repeating: Self.vacant, count: oldKeys.count * 2)
        values = Array(repeating: 0, count: oldKeys.count * 2)
        for index in oldKeys.indices where oldKeys[index] != Self.vacant {
            let slot = slot(of: oldKeys[index])
            keys[slot] = oldKeys[index]
            values[slot] = oldValues[index]
        }
    }
}
