/// Lower case, character by character: a final sigma isn't told apart.
struct Lowercase: Normalizer {
    func normalize(_ text: inout NormalizedText) {
        guard text.scalars.contains(where: { 65...90 ~= $0.value || $0.value >= 0xC0 }) else { return }
        var lower: [Unicode.Scalar] = []
        lower.reserveCapacity(text.scalars.count)
        for scalar in text.scalars {
            if scalar.isASCII {
                lower.append(65...90 ~= scalar.value ? Unicode.Scalar(UInt8(scalar.value) | 32) : scalar)
            } else {
                lower.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        text.scalars = lower
    }
}

/// A text without combining marks; what is composed stays.
struct StripAccents: Normalizer {
    func normalize(_ text: inout NormalizedText) { text.filter { !$0.isCombiningMark } }
}

/// A text without white space at its ends.
struct Strip: Normalizer {
    let left: Bool
    let right: Bool

    func normalize(_ text: inout NormalizedText) {
        if right, let last = text.scalars.last, last.isSpace {
            let end = text.scalars.lastIndex { !$0.isSpace }.map { $0 + 1 } ?? 0
            text.scalars.removeSubrange(end...)
        }
        if left, let first = text.scalars.first, first.isSpace {
            let start = text.scalars.firstIndex { !$0.isSpace } ?? text.scalars.endIndex
            text.scalars.removeSubrange(..<start)
            text.isAtStart = false
        }
    }
}

/// A text with another before it; an empty one stays empty.
struct Prefix: Normalizer {
    let scalars: [Unicode.Scalar]

    func normalize(_ text: inout NormalizedText) {
        if !text.scalars.isEmpty { text.scalars.insert(contentsOf: scalars, at: 0) }
    }
}

/// The cleaning of SentencePiece's `nmt` rules: control characters are removed, odd white space becomes a space.
struct Nmt: Normalizer {
    func normalize(_ text: inout NormalizedText) {
        text.filter { scalar in
            switch scalar.value {
            case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: false
            default: true
            }
        }
        for index in text.scalars.indices {
            switch text.scalars[index].value {
            case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
                text.scalars[index] = " "
            default: break
            }
        }
    }
}

/// The characters that stand for the bytes of a text.
struct ByteLevelNormalizer: Normalizer {
    func normalize(_ text: inout NormalizedText) {
        var mapped: [Unicode.Scalar] = []
        text.scalars.withUnsafeBufferPointer { ByteAlphabet.append($0, to: &mapped) }
        text.scalars = mapped
    }
}
