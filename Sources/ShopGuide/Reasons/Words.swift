/// The words of titles.
public enum Words {
    /// Returns the words of a title in all its languages, in lower case, in order.
    public static func of(_ title: LocalizedText) -> [String] { title.all.flatMap(of(_:)) }

    /// Returns the words of a text, in lower case; a language that doesn't part its words has few long ones.
    public static func of(_ text: String) -> [String] {
        plainWords(of: text) ?? text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map(String.init)
    }

    /// Returns the words of a text of ASCII, many times as fast as by its characters; nil for another text.
    private static func plainWords(of text: String) -> [String]? {
        var text = text
        return text.withUTF8 { bytes -> [String]? in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
            return bytes.split { !isPartOfWord($0) }.map { word in
                String(unsafeUninitializedCapacity: word.count) { buffer in
                    for (place, byte) in word.enumerated() {
                        buffer[place] = 0x41...0x5A ~= byte ? byte | 0x20 : byte
                    }
                    return word.count
                }
            }
        }
    }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte == 0x2D
    }

    /// Returns whether a text is of a script that doesn't part its words.
    public static func isUnparted(_ text: String) -> Bool { text.unicodeScalars.contains(where: isIdeograph) }

    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        0x3040...0x30FF ~= scalar.value || 0x3400...0x9FFF ~= scalar.value || 0x20000...0x3FFFF ~= scalar.value
    }

    /// Returns the runs of two or more characters that two texts of such a script have in common, the longest first: what stands for
    /// common words where nothing parts them.
    public static func commonRuns(_ text: String, _ other: String) -> [String] {
        runs(Array(text.unicodeScalars), Array(other.unicodeScalars)).map { string($0.text) }
    }

    /// A run that two texts have in common.
    private struct Run {
        /// Its characters.
        var text: ArraySlice<Unicode.Scalar>
        /// The numbers of characters of such a script right before it, and right after it, in either text, in its word there.
        var before: [Int]
        var after: [Int]

        /// The run without the half of a word: most words are of two characters or more, so that a single one that is left over beside it
        /// belongs to its first or last one.
        var trimmed: ArraySlice<Unicode.Scalar> {
            let text = before.contains(1) ? text.dropFirst() : text
            return after.contains(1) ? text.dropLast() : text
        }
    }

    private static func string(_ characters: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(characters))
    }

    private static func runs(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> [Run] {
        var runs: [(start: Int, other: Int, count: Int)] = []
        // Lengths of the common run that ends at each pair of places, row by row.
        var above = [Int](repeating: 0, count: right.count + 1)
        for (row, character) in left.enumerated() {
            var here = [Int](repeating: 0, count: right.count + 1)
            for column in right.indices where right[column] == character && isIdeograph(character) {
                here[column + 1] = above[column] + 1
                let isLongest =
                    row + 1 == left.count || column + 1 == right.count || left[row + 1] != right[column + 1]
                    || !isIdeograph(left[row + 1])
                let count = here[column + 1]
                if isLongest, count >= 2 { runs.append((row + 1 - count, column + 1 - count, count)) }
            }
            above = here
        }
        runs.sort { ($1.count, $0.start) < ($0.count, $1.start) }
        var kept: [Range<Int>] = []
        var result: [Run] = []
        for run in runs {
            let range = run.start..<run.start + run.count
            if kept.contains(where: { $0.overlaps(range) }) { continue }
            kept.append(range)
            let places = [(left, run.start), (right, run.other)]
            result.append(
                Run(
                    text: left[range], before: places.map { $0[..<$1].reversed().prefix(while: isIdeograph).count },
                    after: places.map { $0[($1 + run.count)...].prefix(while: isIdeograph).count }))
        }
        return result
    }

    /// Returns the words that two texts of such a script have in common: of each common run the longest piece that is a word elsewhere,
    /// else the run without halves of words.
    static func commonWords(_ text: String, _ other: String, isWord: (String) -> Bool) -> [String] {
        let found = runs(Array(text.unicodeScalars), Array(other.unicodeScalars)).compactMap { run -> String? in
            let whole = string(run.text)
            if isWord(whole) { return whole }
            let characters = Array(string(run.trimmed))
            guard characters.count >= 2 else { return nil }
            for count in stride(from: characters.count, through: 2, by: -1) {
                for start in 0...characters.count - count {
                    let piece = String(characters[start..<start + count])
                    if isWord(piece) { return piece }
                }
            }
            return String(characters)
        }
        return found.filter { !empty.contains($0) }
    }

    /// Words that say nothing of a product, units among them.
    static let empty: Set<String> = [
        "and", "are", "for", "from", "one", "the", "two", "with", "without", "毫升", "毫米", "厘米", "公斤", "千克",
    ]
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
