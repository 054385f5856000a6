/// A random number generator whose numbers depend on its seed alone: the same on every machine and Swift version.
///
/// xoshiro256** (Blackman and Vigna, 2021), its state filled by SplitMix64. Not for cryptography. Its own
/// `integer(below:)`, `shuffled(_:)` and `sample(_:below:)` are used instead of the standard library's, whose algorithms may
/// change between Swift releases.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Codable, Equatable {
    private var state: [UInt64]

    /// Creates a generator; different seeds give unrelated sequences.
    public init(seed: UInt64) {
        var mixer = SplitMix64(state: seed)
        state = (0..<4).map { _ in mixer.next() }
    }

    /// Creates the generator of one position in a seeded sequence, so that any position can be drawn alone.
    public init(seed: UInt64, position: Int) {
        var mixer = SplitMix64(state: seed)
        let scrambled = mixer.next()
        var positioned = SplitMix64(state: scrambled &+ UInt64(bitPattern: Int64(position)) &* 0xD1B5_4A32_D192_ED03)
        state = (0..<4).map { _ in positioned.next() }
    }

    /// Returns the next 64 random bits.
    public mutating func next() -> UInt64 {
        let result = Self.rotate(state[1] &* 5, by: 7) &* 9
        let shifted = state[1] << 17
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = Self.rotate(state[3], by: 45)
        return result
    }

    /// Returns a number drawn uniformly from `0..<bound`, without bias (Lemire, 2019).
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "integer(below: \(bound)): the bound must be positive")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// Returns a number drawn uniformly from `0..<1`, with 53 random bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Returns a number drawn uniformly from `range`.
    public mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// Returns the elements in random order (Fisher and Yates).
    public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for last in stride(from: result.count - 1, to: 0, by: -1) {
            result.swapAt(last, integer(below: last + 1))
        }
        return result
    }

    /// Returns `count` different numbers from `0..<bound` in random order, in O(count) time and memory.
    public mutating func sample(_ count: Int, below bound: Int) -> [Int] {
        precondition(count <= bound, "sample(\(count), below: \(bound)): not that many different numbers")
        var moved: [Int: Int] = [:]
        return (0..<count).map { position in
            let chosen = position + integer(below: bound - position)
            defer { moved[chosen] = moved[position] ?? position }
            return moved[chosen] ?? chosen
        }
    }

    private static func rotate(_ value: UInt64, by count: UInt64) -> UInt64 { value << count | value >> (64 - count) }
}

/// Fills the state of a larger generator from one number (Steele, Lea and Flood, 2014).
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
