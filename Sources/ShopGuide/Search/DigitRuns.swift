/// The runs of four characters of a text that have a digit, without what stands between words, with how often each is there.
///
/// They are what ways to write a model number have in common: `DFG 15B1 S`, `dfg15b1s`, `DFG15B1SUK`.
struct DigitRuns {
    /// The hashes of the runs in ascending order, each once.
    private(set) var counts: [(hash: UInt64, times: Int)] = []

    /// The characters of a run.
    private static let length = 4

    /// Finds the runs of a text.
    ///
    /// - Parameter scalars: The folded characters of the text.
    init(_ scalars: [UInt32]) {
        var characters: [UInt32] = []
        characters.reserveCapacity(scalars.count)
        var hashes: [UInt64] = []
        // The number of characters since the last digit.
        var sinceDigit = Self.length
        for scalar in scalars {
            switch FoldedText.kind(of: scalar) {
            case .connector, .separator: continue
            case .digit: sinceDigit = 0
            case .letter, .ideograph: sinceDigit += 1
            }
            characters.append(scalar)
            if characters.count >= Self.length, sinceDigit < Self.length {
                hashes.append(Self.hash(characters.suffix(Self.length)))
            }
        }
        hashes.sort()
        for hash in hashes {
            if let last = counts.last, last.hash == hash {
                counts[counts.count - 1].times += 1
            } else {
                counts.append((hash, 1))
            }
        }
    }

    private static func hash(_ scalars: ArraySlice<UInt32>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for scalar in scalars { hash = (hash ^ UInt64(scalar)) &* 0x100_0000_01B3 }
        return hash
    }
}
