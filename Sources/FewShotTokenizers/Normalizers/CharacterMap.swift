internal import Foundation

/// SentencePiece's precompiled map of characters: a double-array trie (Darts-clone) over UTF-8 and the texts that it leads to.
struct CharacterMap: Normalizer {
    /// The nodes of the trie.
    private let units: [UInt32]
    /// The replacements in UTF-8, each with a zero after it.
    private let texts: [UInt8]

    init(_ node: JSONNode) throws(TokenizerError) {
        try node.allow("type", "precompiled_charsmap")
        let map = try node.required("precompiled_charsmap")
        guard let data = Data(base64Encoded: try map.text()), data.count > 4 else {
            throw map.error(.malformed, "not the base64 of a character map")
        }
        let bytes = Array(data)
        let size = Int(Self.word(bytes, at: 0))
        guard size > 0, size % 4 == 0, size <= bytes.count - 4 else {
            throw map.error(.malformed, "a character map of \(bytes.count) bytes can't have a trie of \(size)")
        }
        units = stride(from: 4, to: 4 + size, by: 4).map { Self.word(bytes, at: $0) }
        texts = Array(bytes[(4 + size)...])
        guard String(validating: texts, as: UTF8.self) != nil else {
            throw map.error(.malformed, "the replacements of the character map aren't valid UTF-8")
        }
    }

    private static func word(_ bytes: [UInt8], at place: Int) -> UInt32 {
        UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
            | UInt32(bytes[place + 3]) << 24
    }

    /// Replaces whole characters of at most five bytes, and else their scalars.
    ///
    /// As in the tokenizers library, the shortest prefix that the map knows decides about all of a character.
    func normalize(_ text: inout NormalizedText) {
        var mapped: [Unicode.Scalar] = []
        mapped.reserveCapacity(text.scalars.count)
        let scalars = text.scalars
        var start = 0
        for end in Self.characterEnds(scalars) {
            let character = scalars[start..<end]
            start = end
            if character.reduce(0, { $0 + UTF8.width($1) }) < 6, let range = replacement(character) {
                append(range, to: &mapped)
                continue
            }
            for scalar in character {
                if character.count > 1 || UTF8.width(scalar) >= 6, let range = replacement(CollectionOfOne(scalar)) {
                    append(range, to: &mapped)
                } else {
                    mapped.append(scalar)
                }
            }
        }
        text.scalars = mapped
    }

    /// The places after each character, by Unicode's rules for grapheme clusters.
    private static func characterEnds(_ scalars: [Unicode.Scalar]) -> [Int] {
        if scalars.allSatisfy({ $0.isASCII && $0 != "\r" }) { return Array(1..<(scalars.count + 1)) }
        var end = 0
        return scalars.string.map { character in
            end += character.unicodeScalars.count
            return end
        }
    }

    private func append(_ range: Range<Int>, to mapped: inout [Unicode.Scalar]) {
        guard !range.isEmpty else { return }
        mapped.append(contentsOf: String(decoding: texts[range], as: UTF8.self).unicodeScalars)
    }

    /// Returns the place of the replacement for the shortest known prefix, or nil where none is known.
    private func replacement(_ character: some Sequence<Unicode.Scalar>) -> Range<Int>? {
        var position = Self.offset(units[0])
        for scalar in character {
            for byte in UTF8.encode(scalar).unsafelyUnwrapped {
                guard byte != 0 else { return nil }
                position ^= Int(byte)
                guard position < units.count else { return nil }
                let unit = units[position]
                guard unit & 0x8000_00FF == UInt32(byte) else { return nil }
                position ^= Self.offset(unit)
                if unit >> 8 & 1 == 1 {
                    guard position < units.count else { return nil }
                    return text(at: Int(units[position] & 0x7FFF_FFFF))
                }
            }
        }
        return nil
    }

    private func text(at start: Int) -> Range<Int>? {
        guard start <= texts.count else { return nil }
        return start..<(texts[start...].firstIndex(of: 0) ?? texts.count)
    }

    private static func offset(_ unit: UInt32) -> Int { Int((unit >> 10) << ((unit & 0x200) >> 6)) }
}
