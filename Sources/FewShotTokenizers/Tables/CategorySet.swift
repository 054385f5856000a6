/// A set of Unicode's general categories.
struct CategorySet: Sendable, Hashable {
    private var bits: UInt32 = 0

    /// The categories whose names are given, as `L` for all letters or `Nd` for decimal digits; nil where there is none such.
    init?(named name: String) {
        for (index, known) in Self.names.enumerated() where known == name || name.count == 1 && known.hasPrefix(name) {
            bits |= 1 << UInt32(index)
        }
        if bits == 0 { return nil }
    }

    /// The categories of this set and of another.
    func union(_ other: CategorySet) -> CategorySet {
        var union = self
        union.bits |= other.bits
        return union
    }

    /// Returns true where the character's category in Unicode 16 is in the set.
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let index =
            scalar.value < 0x10000 ? Self.plane[Int(scalar.value)] : Self.index(of: scalar.category(unicode: 16))
        return bits >> UInt32(index) & 1 == 1
    }

    /// The categories of the characters of the first plane, for looking them up takes longer.
    private static let plane: [UInt8] = (0..<0x10000).map { value in
        Unicode.Scalar(UInt32(value)).map { index(of: $0.category(unicode: 16)) } ?? index(of: .surrogate)
    }

    private static let names = [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc",
        "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
    ]

    private static func index(of category: Unicode.GeneralCategory) -> UInt8 {
        switch category {
        case .uppercaseLetter: 0
        case .lowercaseLetter: 1
        case .titlecaseLetter: 2
        case .modifierLetter: 3
        case .otherLetter: 4
        case .nonspacingMark: 5
        case .spacingMark: 6
        case .enclosingMark: 7
        case .decimalNumber: 8
        case .letterNumber: 9
        case .otherNumber: 10
        case .connectorPunctuation: 11
        case .dashPunctuation: 12
        case .openPunctuation: 13
        case .closePunctuation: 14
        case .initialPunctuation: 15
        case .finalPunctuation: 16
        case .otherPunctuation: 17
        case .mathSymbol: 18
        case .currencySymbol: 19
        case .modifierSymbol: 20
        case .otherSymbol: 21
        case .spaceSeparator: 22
        case .lineSeparator: 23
        case .paragraphSeparator: 24
        case .control: 25
        case .format: 26
        case .surrogate: 27
        case .privateUse: 28
        case .unassigned: 29
        @unknown default: 29
        }
    }
}
