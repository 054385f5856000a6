/// The ids that a file has had so far, as far as memory is set aside for them.
///
/// Of an id only a hash of 64 bits is kept: 1,000,000 ids take 24 MiB, and 4,000,000, the most that are remembered, 94 MiB.
package struct SameFileRepeats {
    /// Three words for every place: both halves of a hash, and a line; line 0 marks a free place.
    private var words: [UInt32]
    private var places = 2000
    private var count = 0
    private static let most = 4_000_000

    /// Creates a memory of no ids.
    package init() { words = [UInt32](repeating: 0, count: 3 * places) }

    /// Adds an id; returns the line at which it stood last, if it did.
    package mutating func add(_ id: String, line: Int) -> Int? {
        let hash = Self.hash(id)
        let place = place(of: hash)
        let earlier = words[place + 2]
        if earlier == 0 {
            guard count < Self.most else { return nil }
            count += 1
        }
        words[place] = UInt32(truncatingIfNeeded: hash >> 32)
        words[place + 1] = UInt32(truncatingIfNeeded: hash)
        words[place + 2] = UInt32(clamping: line)
        if count > places / 2 { grow() }
        return earlier == 0 ? nil : Int(earlier)
    }

    /// The index of the words that a hash has, or would have.
    private func place(of hash: UInt64) -> Int {
        let (high, low) = (UInt32(truncatingIfNeeded: hash >> 32), UInt32(truncatingIfNeeded: hash))
        var place = 3 * Int(hash.multipliedFullWidth(by: UInt64(places)).high)
        return words.withUnsafeBufferPointer { words in
            while words[place + 2] != 0, words[place] != high || words[place + 1] != low {
                place += 3
                if place == words.count { place = 0 }
            }
            return place
        }
    }

    private mutating func grow() {
        let old = words
        places *= 2
        words = [UInt32](repeating: 0, count: 3 * places)
        for entry in stride(from: 0, to: old.count, by: 3) where old[entry + 2] != 0 {
            let place = place(of: UInt64(old[entry]) << 32 | UInt64(old[entry + 1]))
            for word in 0..<3 { words[place + word] = old[entry + word] }
        }
    }

    /// Returns the hash of a text: FNV-1a, and the mixing of MurmurHash3, since a place is found by the upper bits.
    private static func hash(_ text: String) -> UInt64 {
        var text = text
        var hash = text.withUTF8 { bytes in
            bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 33
    }
}
