/// The ids that a file has had so far, as far as memory is set aside for them.
///
/// Of an id only a hash of 56 bits is kept, and its line: an id takes about 13 bytes, 4,000,000, the most that are remembered, 50 MiB. The table
/// grows in 256 parts, each by a quarter, so that growing never needs much more than it has.
package struct SameFileRepeats {
    private var parts = [Part](repeating: Part(), count: 256)
    private var count = 0
    private static let most = 4_000_000

    /// Creates a memory of no ids.
    package init() {}

    /// Adds an id; returns the line at which it stood last, if it did.
    package mutating func add(_ id: String, line: Int) -> Int? {
        let hash = Self.hash(id)
        let earlier = parts[Int(hash >> 56)].add(
            hash << 8 & ~0xffff, line: UInt32(clamping: line), isFull: count >= Self.most)
        if earlier == 0, count < Self.most { count += 1 }
        return earlier == 0 ? nil : Int(earlier)
    }

    /// The ids whose hashes begin with the same byte, in a table with linear probing.
    private struct Part {
        /// Five words for every place: the upper 48 bits of a key, and a line; line 0 marks a free place.
        private var words = [UInt16](repeating: 0, count: 5 * 8)
        private var places = 8
        private var count = 0

        /// Adds a key unless the memory is full; returns the line that it had, or 0.
        mutating func add(_ key: UInt64, line: UInt32, isFull: Bool) -> UInt32 {
            let place = place(of: key)
            let earlier = self.line(at: place)
            if earlier == 0 {
                if isFull { return 0 }
                count += 1
            }
            write(key, line, at: place)
            if count > places * 7 / 8 { grow() }
            return earlier
        }

        private func line(at place: Int) -> UInt32 { UInt32(words[place + 3]) << 16 | UInt32(words[place + 4]) }

        private mutating func write(_ key: UInt64, _ line: UInt32, at place: Int) {
            for word in 0..<3 { words[place + word] = UInt16(truncatingIfNeeded: key >> (48 - 16 * word)) }
            words[place + 3] = UInt16(truncatingIfNeeded: line >> 16)
            words[place + 4] = UInt16(truncatingIfNeeded: line)
        }

        /// The index of the words that a key has, or would have.
        private func place(of key: UInt64) -> Int {
            let (first, second) = (UInt16(truncatingIfNeeded: key >> 48), UInt16(truncatingIfNeeded: key >> 32))
            let third = UInt16(truncatingIfNeeded: key >> 16)
            var place = 5 * Int(key.multipliedFullWidth(by: UInt64(places)).high)
            return words.withUnsafeBufferPointer { words in
                while words[place + 3] | words[place + 4] != 0,
                    words[place] != first || words[place + 1] != second || words[place + 2] != third
                {
                    place += 5
                    if place == words.count { place = 0 }
                }
                return place
            }
        }

        private mutating func grow() {
            let old = words
            places += places / 4 + 1
            words = [UInt16](repeating: 0, count: 5 * places)
            for entry in stride(from: 0, to: old.count, by: 5) where old[entry + 3] | old[entry + 4] != 0 {
                let key = (0..<3).reduce(UInt64(0)) { $0 | UInt64(old[entry + $1]) << (48 - 16 * UInt64($1)) }
                write(key, UInt32(old[entry + 3]) << 16 | UInt32(old[entry + 4]), at: place(of: key))
            }
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
