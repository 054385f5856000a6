import Foundation

/// Character n-grams of titles, which need no tokeniser: words, endings, Chinese and model numbers alike.
public enum NGrams {
    /// Lengths of n-grams.
    private static let lengths = 2...4

    /// Returns the n-grams of a text as 64-bit hashes, in order, each as often as it occurs.
    ///
    /// Case and width of characters don't count; spaces stand at both ends and once between words. Characters that are words by
    /// themselves (Chinese, Japanese, Korean) are n-grams of length 1 as well.
    ///
    /// - Parameter text: A title in any language.
    /// - Returns: FNV-1a hashes (Fowler, Noll, Vo) over the characters' code points.
    public static func hashes(of text: String) -> [UInt64] {
        let folded = text.precomposedStringWithCompatibilityMapping.lowercased()
        let words = folded.split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return [] }
        let scalars = Array((" " + words.joined(separator: " ") + " ").unicodeScalars.lazy.map(\.value))
        var hashes: [UInt64] = []
        hashes.reserveCapacity(lengths.count * scalars.count)
        for scalar in scalars where isIdeograph(scalar) { hashes.append(hash([scalar])) }
        for length in lengths where length <= scalars.count {
            for start in 0...scalars.count - length { hashes.append(hash(scalars[start..<start + length])) }
        }
        return hashes
    }

    /// Returns the numbers of a product's texts for a layer that knows so many tokens: each n-gram once, 0 for none.
    ///
    /// - Parameters:
    ///   - texts: Versions of a title.
    ///   - tokens: How many tokens there are, with 0 for none.
    ///   - limit: How many numbers come out; what is more is left out, what is less is filled up with 0.
    /// - Returns: Numbers from 1 on, and then zeros.
    public static func tokens(of texts: [String], among tokens: Int, limit: Int) -> [Float] {
        var (seen, result) = (Set<UInt64>(), [Float]())
        for hash in texts.lazy.flatMap(hashes(of:)) where result.count < limit {
            let token = 1 + hash % UInt64(tokens - 1)
            if seen.insert(token).inserted { result.append(Float(token)) }
        }
        return result + Array(repeating: 0, count: limit - result.count)
    }

    /// Returns the number of a name among so many, from 1.
    static func token(of name: String, among tokens: Int) -> Float {
        Float(1 + hash(name.unicodeScalars.lazy.map(\.value)) % UInt64(tokens - 1))
    }

    private static func hash(_ scalars: some Sequence<UInt32>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for scalar in scalars { hash = (hash ^ UInt64(scalar)) &* 0x100_0000_01B3 }
        return hash ^ hash >> 29  // the low bits of FNV alone know too little of the high ones
    }

    private static func isIdeograph(_ scalar: UInt32) -> Bool {
        0x3040...0x30FF ~= scalar || 0x3400...0x9FFF ~= scalar || 0xAC00...0xD7AF ~= scalar
            || 0x20000...0x3FFFF ~= scalar
    }
}
