import Foundation

/// The characters of a text without what a search passes over: case, width, accents.
enum FoldedText {
    /// Letters that are written as others, which compatibility decomposition leaves as they are.
    private static let spellings: [UInt32: [UInt32]] = [
        0xDF: [0x73, 0x73], 0xE6: [0x61, 0x65], 0xF8: [0x6F], 0x153: [0x6F, 0x65], 0x142: [0x6C], 0x111: [0x64],
        0xF0: [0x64], 0xFE: [0x74, 0x68], 0x131: [0x69],
    ]
    /// Accents that stand by themselves after decomposition.
    private static let accents: ClosedRange<UInt32> = 0x300...0x36F

    /// Returns the folded characters of a text, as code points.
    static func scalars(of text: String) -> [UInt32] {
        var scalars: [UInt32] = []
        append(text, to: &scalars)
        return scalars
    }

    /// Adds the folded characters of a text, as code points, to others.
    static func append(_ text: String, to scalars: inout [UInt32]) {
        let start = scalars.count
        var text = text
        let isASCII = text.withUTF8 { bytes in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return false }
            scalars.append(contentsOf: bytes.lazy.map(lowercased))
            return true
        }
        guard !isASCII else { return }
        // Most texts beside those have Chinese and ASCII alone.
        var isPlain = true
        for scalar in text.unicodeScalars {
            let value = scalar.value
            isPlain = value < 0x80 || 0x4E00...0x9FFF ~= value
            guard isPlain else { break }
            scalars.append(value < 0x80 ? lowercased(UInt8(truncatingIfNeeded: value)) : value)
        }
        guard !isPlain else { return }
        scalars.removeLast(scalars.count - start)
        var folded: [UInt32] = []
        for scalar in text.lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars {
            let value = scalar.value
            if accents.contains(value) { continue }
            if let spelling = spellings[value] { folded += spelling } else { folded.append(value) }
        }
        // Syllables of Korean and voiced characters of Japanese were taken apart with the accents.
        scalars += string(folded[...]).precomposedStringWithCanonicalMapping.unicodeScalars.lazy.map(\.value)
    }

    private static func lowercased(_ byte: UInt8) -> UInt32 { UInt32(0x41...0x5A ~= byte ? byte | 0x20 : byte) }

    /// Returns the text of code points.
    static func string(_ scalars: ArraySlice<UInt32>) -> String {
        if scalars.allSatisfy({ $0 < 0x80 }) {
            return String(decoding: scalars.lazy.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
        }
        var text = String.UnicodeScalarView()
        for scalar in scalars { if let scalar = Unicode.Scalar(scalar) { text.append(scalar) } }
        return String(text)
    }

    /// The kind of a character, as words are made of them.
    enum Kind {
        case letter, digit, ideograph, connector, separator
    }

    /// Returns the kind of a folded character.
    @inline(__always)
    static func kind(of scalar: UInt32) -> Kind {
        guard scalar < 0x80 else { return kind(beyondASCII: scalar) }
        if 0x61...0x7A ~= scalar { return .letter }
        if 0x30...0x39 ~= scalar { return .digit }
        // Connectors within words and model numbers: - . / _ + ' &
        switch scalar {
        case 0x2D, 0x2E, 0x2F, 0x5F, 0x2B, 0x27, 0x26: return .connector
        default: return .separator
        }
    }

    @inline(never)
    private static func kind(beyondASCII scalar: UInt32) -> Kind {
        switch scalar {
        case 0x3040...0x30FF, 0x3400...0x9FFF, 0xAC00...0xD7AF, 0x20000...0x3FFFF: return .ideograph
        // The typographic apostrophe and hyphens.
        case 0x2019, 0x2010, 0x2011: return .connector
        default:
            guard let scalar = Unicode.Scalar(scalar) else { return .separator }
            switch scalar.properties.generalCategory {
            case .decimalNumber, .letterNumber, .otherNumber: return .digit
            case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
                .spacingMark:
                return .letter
            default: return .separator
            }
        }
    }
}
