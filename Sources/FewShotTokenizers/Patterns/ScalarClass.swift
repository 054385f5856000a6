/// A named class of characters, as of Unicode 16.
enum ScalarClass: Sendable, Hashable {
    case any
    case space, word, digit, hexadecimal
    case categories(CategorySet)
    case alphabetic, uppercase, lowercase

    /// Returns true where the character belongs to the class.
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .any: true
        case .space: scalar.isSpace
        // Oniguruma's table of Latin-1 has superscripts and fractions among the characters of words.
        case .word:
            scalar.isWord && !scalar.properties.isJoinControl
                || [0xB2, 0xB3, 0xB9, 0xBC, 0xBD, 0xBE].contains(scalar.value)
        case .digit: scalar.category(unicode: 16) == .decimalNumber
        case .hexadecimal: scalar.isASCII && Character(scalar).isHexDigit
        case .categories(let categories): categories.contains(scalar)
        case .alphabetic: scalar.isAlphabetic
        case .uppercase: scalar.properties.isUppercase
        case .lowercase: scalar.properties.isLowercase
        }
    }

    /// Returns the class of a Unicode category's name, as `L`, `Nd` or `Any`, or of a POSIX bracket's; nil where it isn't known.
    static func named(_ name: String) -> ScalarClass? {
        switch name.lowercased() {
        case "any": return .any
        case "space", "white_space": return .space
        case "word": return .word
        case "digit": return .digit
        case "xdigit": return .hexadecimal
        case "alpha", "alphabetic": return .alphabetic
        case "upper": return .uppercase
        case "lower": return .lowercase
        case "punct":
            guard let marks = CategorySet(named: "P"), let symbols = CategorySet(named: "S") else { return nil }
            return .categories(marks.union(symbols))
        default: return CategorySet(named: name).map { .categories($0) }
        }
    }
}
