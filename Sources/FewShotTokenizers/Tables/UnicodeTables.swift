internal import Foundation

/// Decompositions, compositions and combining classes of the characters of Unicode 9, which is that of the tokenizers library.
struct UnicodeTables: Sendable {
    static let shared = UnicodeTables()

    /// The places of decompositions in `parts`: 27 bits for the start and 5 for the count.
    private var canonical = PairTable(minimumCapacity: 4096)
    private var compatible = PairTable(minimumCapacity: 8192)
    private var parts: [Unicode.Scalar] = []
    private var composites = PairTable(minimumCapacity: 2048)

    private init() {
        let scalars = Self.candidates.joined().compactMap(Unicode.Scalar.init).filter { $0.isOfUnicode9 }
        // One call for all: a line feed is before and after each, and takes part in nothing.
        var text = String.UnicodeScalarView()
        for scalar in scalars {
            text.append(scalar)
            text.append("\n")
        }
        var sequences: [[Unicode.Scalar]: Unicode.Scalar] = [:]
        let canonical = Self.lines(String(text).decomposedStringWithCanonicalMapping)
        let compatible = Self.lines(String(text).decomposedStringWithCompatibilityMapping)
        for (index, scalar) in scalars.enumerated() {
            if canonical[index] != [scalar] {
                self.canonical[UInt64(scalar.value)] = store(canonical[index])
                if !scalar.properties.isFullCompositionExclusion { sequences[canonical[index]] = scalar }
            }
            if compatible[index] != [scalar] { self.compatible[UInt64(scalar.value)] = store(compatible[index]) }
        }
        // A composite of three characters is one of the composite of the first two and the third.
        for (sequence, composite) in sequences {
            guard let last = sequence.last, sequence.count > 1 else { continue }
            let first = sequence.count == 2 ? sequence[0] : sequences[Array(sequence.dropLast())]
            if let first { composites[Self.key(first, last)] = composite.value }
        }
    }

    /// The ranges that have characters with decompositions, but Hangul, whose are computed.
    private static let candidates: [ClosedRange<UInt32>] = [
        0xA0...0x33FF, 0xA640...0xABFF, 0xF900...0xFFFD, 0x11000...0x11FFF, 0x1D000...0x1D7FF, 0x1EE00...0x1EEFF,
        0x1F100...0x1F2FF, 0x2F800...0x2FA1F,
    ]

    private static func lines(_ text: String) -> [[Unicode.Scalar]] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    }

    private mutating func store(_ decomposition: [Unicode.Scalar]) -> UInt32 {
        parts += decomposition
        return UInt32(parts.count - decomposition.count) << 5 | UInt32(decomposition.count)
    }

    private static func key(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> UInt64 {
        UInt64(first.value) << 21 | UInt64(second.value)
    }

    /// The class by which marks on a letter are ordered; 0 for what isn't one.
    func combiningClass(of scalar: Unicode.Scalar) -> UInt8 {
        guard scalar.value >= 0x300 else { return 0 }
        let combiningClass = scalar.properties.canonicalCombiningClass.rawValue
        return combiningClass != 0 && scalar.isOfUnicode9 ? combiningClass : 0
    }

    /// Appends the full decomposition of a character, which for most is itself.
    func appendDecomposition(of scalar: Unicode.Scalar, isCompatible: Bool, to scalars: inout [Unicode.Scalar]) {
        if let syllable = Hangul.parts(of: scalar) { return scalars.append(contentsOf: syllable) }
        guard let entry = isCompatible ? compatible[UInt64(scalar.value)] : canonical[UInt64(scalar.value)] else {
            return scalars.append(scalar)
        }
        scalars += parts[Int(entry >> 5)..<Int(entry >> 5 + entry & 31)]
    }

    /// Returns the character that two characters make, or nil where they make none.
    func composite(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        if let syllable = Hangul.composite(first, second) { return syllable }
        return composites[Self.key(first, second)].flatMap(Unicode.Scalar.init)
    }
}

extension Unicode.Scalar {
    fileprivate var isOfUnicode9: Bool { properties.age.map { $0.major <= 9 } ?? false }
}

/// The arithmetic of Korean syllables (The Unicode Standard, 3.12).
private enum Hangul {
    private static let (syllables, leads, vowels, trails): (UInt32, UInt32, UInt32, UInt32) = (
        0xAC00, 0x1100, 0x1161, 0x11A7
    )
    private static let (leadCount, vowelCount, trailCount): (UInt32, UInt32, UInt32) = (19, 21, 28)

    static func parts(of scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard 0xAC00...0xD7A3 ~= scalar.value else { return nil }
        let index = scalar.value - syllables
        let trail = index % trailCount
        let values = [
            leads + index / (vowelCount * trailCount), vowels + index % (vowelCount * trailCount) / trailCount,
            trails + trail,
        ]
        return values.prefix(trail == 0 ? 2 : 3).compactMap(Unicode.Scalar.init)
    }

    static func composite(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        if leads..<(leads + leadCount) ~= first.value, vowels..<(vowels + vowelCount) ~= second.value {
            let index = (first.value - leads) * vowelCount + (second.value - vowels)
            return Unicode.Scalar(syllables + index * trailCount)
        }
        guard 0xAC00...0xD7A3 ~= first.value, (first.value - syllables) % trailCount == 0,
            trails + 1..<(trails + trailCount) ~= second.value
        else { return nil }
        return Unicode.Scalar(first.value + (second.value - trails))
    }
}
