/// The words of a catalogue, to find those that are written like a word that isn't there.
package struct SpellingIndex: Sendable {
    private struct Entry {
        var letters: [UInt8]
        var word: String
        var count: Int
        /// A bit for each letter that the word has.
        var mask: UInt32
    }

    /// A word's first or last letter with its length.
    private struct Key: Hashable {
        var letter: UInt8
        var isFirst: Bool
        var length: Int
    }

    private var entries: [Entry] = []
    private var places: [Key: [Int32]] = [:]

    /// The shortest word that is corrected, the shortest whose first letter may differ, and the shortest of which two letters may.
    private static let (shortest, medium, long) = (4, 6, 8)

    /// Creates an index of words of letters with the numbers of products that have them.
    package init(_ words: some Sequence<(key: String, value: Int)>) {
        for (word, count) in words where word.utf8.allSatisfy({ 0x61...0x7A ~= $0 }) {
            let letters = Array(word.utf8)
            guard letters.count + 1 >= Self.shortest, letters.count <= WordDivision.tokenLength else { continue }
            let number = Int32(entries.count)
            entries.append(Entry(letters: letters, word: word, count: count, mask: Self.mask(of: letters)))
            for key in Self.keys(of: letters, length: letters.count) { places[key, default: []].append(number) }
        }
    }

    private static func mask(of letters: [UInt8]) -> UInt32 {
        letters.reduce(0) { $1 < 0x80 ? $0 | 1 << UInt32($1 & 0x1F) : $0 }
    }

    private static func keys(of letters: [UInt8], length: Int) -> [Key] {
        [
            Key(letter: letters[0], isFirst: true, length: length),
            Key(letter: letters[letters.count - 1], isFirst: false, length: length),
        ]
    }

    /// Returns the word that is written most like another: with one letter added, left out, replaced or exchanged with its neighbour
    /// (Damerau, 1964), in long words with two; of several the one that most products have.
    ///
    /// Such a word has the same first letter, or the same last letter where it isn't short.
    package func nearest(to word: String) -> String? {
        let letters = Array(word.utf8)
        guard letters.count >= Self.shortest, letters.count <= WordDivision.tokenLength else { return nil }
        let most = letters.count >= Self.long ? 2 : 1
        let mask = Self.mask(of: letters)
        var best: (distance: Int, count: Int, word: String)?
        for length in letters.count - most...letters.count + most where length > 0 {
            // A short word with another beginning is another word.
            for key in Self.keys(of: letters, length: length) where key.isFirst || letters.count >= Self.medium {
                for place in places[key] ?? [] {
                    let entry = entries[Int(place)]
                    let bound = best?.distance ?? most
                    // A change adds and takes away one letter at most.
                    guard (mask ^ entry.mask).nonzeroBitCount <= 2 * bound else { continue }
                    guard let distance = Self.distance(letters, entry.letters, atMost: bound) else { continue }
                    if let best, (distance, -entry.count, entry.word) >= (best.distance, -best.count, best.word) {
                        continue
                    }
                    best = (distance, entry.count, entry.word)
                }
            }
        }
        return best?.word
    }

    /// Returns the number of changes that make one word of another; nil where it is above a bound.
    static func distance(_ one: [UInt8], _ other: [UInt8], atMost bound: Int) -> Int? {
        guard abs(one.count - other.count) <= bound else { return nil }
        var before = [Int](repeating: 0, count: other.count + 1)
        var last = Array(0...other.count)
        for row in one.indices {
            var current = [row + 1]
            var least = row + 1
            for column in other.indices {
                var value = min(
                    last[column] + (one[row] == other[column] ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                let isSwap =
                    row > 0 && column > 0 && one[row] == other[column - 1] && one[row - 1] == other[column]
                if isSwap { value = min(value, before[column - 1] + 1) }
                current.append(value)
                least = min(least, value)
            }
            guard least <= bound else { return nil }
            (before, last) = (last, current)
        }
        return last[other.count] <= bound ? last[other.count] : nil
    }
}
