import FewShotTensors

/// A language of invented words, in one of several scripts.
struct InventedLanguage: Sendable {
    /// The beginnings of syllables; none where a word is of ideographs.
    private let onsets: [String]
    /// The ends of syllables.
    private let vowels: [String]

    /// The text between two words.
    var separator: String { onsets.isEmpty ? "" : " " }

    /// The languages to choose from; one is there twice, for most shops write in Latin letters.
    static let all = [
        romance, romance,
        InventedLanguage(
            "b d f g h k l m n p r s t w z sch st kr bl pf", "a e i o u ei au ie ü ö"),
        InventedLanguage("б в г д к л м н п р с т з ж ш", "а е и о у ы я"),
        InventedLanguage("", ""),
    ]

    private static let romance = InventedLanguage("b c d f g k l m n p r s t v z br st tr ch", "a e i o u ai eo ou")
    private static let firstIdeograph = 0x4E00
    private static let ideographs = 0x2000

    private init(_ onsets: String, _ vowels: String) {
        self.onsets = onsets.split(separator: " ").map(String.init)
        self.vowels = vowels.split(separator: " ").map(String.init)
    }

    /// Returns a word of one to three syllables or ideographs.
    func word(using generator: inout SeededGenerator) -> String {
        let count = generator.choice(of: [1, 2, 2, 3])
        guard !onsets.isEmpty else {
            return (0..<count).reduce(into: "") { word, _ in
                let code = UInt32(Self.firstIdeograph + generator.integer(below: Self.ideographs))
                if let scalar = Unicode.Scalar(code) { word.unicodeScalars.append(scalar) }
            }
        }
        var word = ""
        for _ in 0..<count { word += generator.choice(of: onsets) + generator.choice(of: vowels) }
        if generator.chance(0.5) { word += generator.choice(of: onsets) }
        return word
    }

    /// Returns a number of words.
    func words(_ count: Int, using generator: inout SeededGenerator) -> [String] {
        (0..<count).map { _ in word(using: &generator) }
    }

    /// Returns words as one text.
    func text(_ words: [String]) -> String { words.joined(separator: separator) }
}
