/// The words of titles.
public enum Words {
    /// Returns the words of a title in all its languages, in lower case, in order.
    public static func of(_ title: LocalizedText) -> [String] { title.all.flatMap(of(_:)) }

    /// Returns the words of a text, in lower case; a language that doesn't part its words has few long ones.
    public static func of(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map(String.init)
    }

    /// Whether a text is of a script that doesn't part its words.
    public static func isUnparted(_ text: String) -> Bool { text.unicodeScalars.contains(where: isIdeograph) }

    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        0x3040...0x30FF ~= scalar.value || 0x3400...0x9FFF ~= scalar.value || 0x20000...0x3FFFF ~= scalar.value
    }

    /// Returns the runs of two or more characters that two texts of such a script have in common, the longest first: what stands for
    /// common words where nothing parts them.
    public static func commonRuns(_ text: String, _ other: String) -> [String] {
        let (left, right) = (Array(text.unicodeScalars), Array(other.unicodeScalars))
        var runs: [(start: Int, count: Int)] = []
        // Lengths of the common run that ends at each pair of places, row by row.
        var above = [Int](repeating: 0, count: right.count + 1)
        for (row, character) in left.enumerated() {
            var here = [Int](repeating: 0, count: right.count + 1)
            for column in right.indices where right[column] == character && isIdeograph(character) {
                here[column + 1] = above[column] + 1
                let isLongest =
                    row + 1 == left.count || column + 1 == right.count || left[row + 1] != right[column + 1]
                    || !isIdeograph(left[row + 1])
                if isLongest, here[column + 1] >= 2 { runs.append((row + 1 - here[column + 1], here[column + 1])) }
            }
            above = here
        }
        runs.sort { ($1.count, $0.start) < ($0.count, $1.start) }
        var kept: [Range<Int>] = []
        for run in runs {
            let range = run.start..<run.start + run.count
            if !kept.contains(where: { $0.overlaps(range) }) { kept.append(range) }
        }
        return kept.map { String(String.UnicodeScalarView(left[$0])) }
    }

    /// Returns the words that two texts of such a script have in common: of each common run the longest piece that is a word elsewhere,
    /// else the run.
    static func commonWords(_ text: String, _ other: String, isWord: (String) -> Bool) -> [String] {
        commonRuns(text, other).map { run in
            let characters = Array(run)
            for count in stride(from: characters.count, through: 2, by: -1) {
                for start in 0...characters.count - count {
                    let piece = String(characters[start..<start + count])
                    if isWord(piece) { return piece }
                }
            }
            return run
        }
    }

    /// Words of English that say nothing of a product.
    static let empty: Set<String> = ["and", "are", "for", "from", "one", "the", "two", "with", "without"]
}

extension LocalizedText {
    /// Returns the words in a language, also where a tag of a region or a script has them (`zh` finds `zh-Hans`), else what
    /// ``text(in:)`` returns.
    public func text(speaking language: String) -> String? {
        if let exact = words[language] { return exact }
        let tag = words.keys.sorted().first {
            $0.hasPrefix("\(language)-") || language.hasPrefix("\($0)-") && !$0.isEmpty
        }
        return tag.flatMap { words[$0] } ?? text(in: language)
    }
}
