/// Classes of characters as the tokenizers library draws them.
///
/// It takes some from tables of older Unicode versions, in which later characters aren't assigned.
extension Unicode.Scalar {
    /// The general category in a version of Unicode; a character is assigned in it where it is as old.
    func category(unicode version: Int) -> Unicode.GeneralCategory {
        guard !isASCII else { return properties.generalCategory }
        return (properties.age?.major ?? .max) <= version ? properties.generalCategory : .unassigned
    }

    /// True for control and format characters and those of private use (Unicode 8).
    var isOtherOfBert: Bool {
        switch category(unicode: 8) {
        case .control, .format, .privateUse: true
        default: false
        }
    }

    /// True for punctuation (Unicode 8, of which two have become something else) and all marks of ASCII.
    var isPunctuationOfBert: Bool {
        if isASCII { return value > 32 && value < 127 && !isASCIIAlphanumeric }
        return category(unicode: 8).isPunctuation || value == 0x166D || value == 0x111C9
    }

    /// True for accents that take no room (Unicode 8, since which two have gone and four have come).
    var isAccentOfBert: Bool {
        guard value >= 0x300 else { return false }
        switch value {
        case 0x1734, 0x1171E: return true
        case 0x1885, 0x1886, 0xA9BD, 0x111C9: return false
        default: return category(unicode: 8) == .nonspacingMark
        }
    }

    /// True for combining marks (Unicode 9, since which two have gone and one has come).
    var isCombiningMark: Bool {
        guard value >= 0x300 else { return false }
        switch value {
        case 0x1CF2, 0x1CF3: return true
        case 0x111C9: return false
        default: return category(unicode: 9).isMark
        }
    }

    /// True for the ideographs between which BERT sets spaces; U+2B820 to U+2B91F are left out there.
    var isIdeographOfBert: Bool {
        guard value >= 0x3400 else { return false }
        switch value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B81F, 0x2B920...0x2CEAF, 0xF900...0xFAFF,
            0x2F800...0x2FA1F:
            return true
        default: return false
        }
    }

    /// True for white space by Unicode's property.
    var isSpace: Bool { isASCII ? value == 32 || 9...13 ~= value : properties.isWhitespace }

    /// True for decimal digits and other numbers.
    var isNumber: Bool { isASCII ? 48...57 ~= value : properties.generalCategory.isNumber }

    /// True for characters of words, by Unicode's definition for regular expressions (Unicode 16).
    var isWord: Bool {
        if isASCII { return isASCIIAlphanumeric || value == 95 }
        let category = category(unicode: 16)
        return isAlphabetic || category.isMark || category == .decimalNumber || category == .connectorPunctuation
            || properties.isJoinControl
    }

    /// True for letters and what else is alphabetic (Unicode 16).
    var isAlphabetic: Bool { properties.isAlphabetic && category(unicode: 16) != .unassigned }

    private var isASCIIAlphanumeric: Bool { 48...57 ~= value || 65...90 ~= value || 97...122 ~= value }
}

extension Unicode.GeneralCategory {
    var isPunctuation: Bool {
        switch self {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }

    var isMark: Bool { self == .nonspacingMark || self == .spacingMark || self == .enclosingMark }

    var isNumber: Bool { self == .decimalNumber || self == .letterNumber || self == .otherNumber }
}
