/// A word of a text: what stands between spaces, a model number with its hyphens, or a run of characters of a script that doesn't part
/// its words.
public struct SearchWord: Sendable, Hashable {
    /// The word, folded: `wh-1000xm5`.
    public var text: String
    /// The smallest pieces: letters, digits, single characters of Chinese: `wh`, `1000`, `xm`, `5`. A product that has them all has the
    /// word, however it writes it.
    public var parts: [String]
    /// The larger pieces: runs between hyphens, the whole without them, pairs of characters of Chinese: `1000xm5`, `wh1000xm5`.
    public var compounds: [String]
    /// Whether the whole consists of letters alone: only such a word can be misspelled.
    public var isSpelled: Bool
    /// Whether it is a run of characters of a script that doesn't part its words.
    private var isUnparted = false

    /// All of its tokens, the smallest first.
    public var tokens: [String] { parts + compounds }

    /// Whether something that has some tokens has the word.
    public func isFound(_ has: (String) -> Bool) -> Bool {
        guard isUnparted else { return parts.allSatisfy(has) || compounds.last.map(has) ?? false }
        // The characters may be anywhere: half of the pairs have to be there as well.
        return parts.allSatisfy(has) && 2 * compounds.count(where: has) >= compounds.count
    }

    /// Creates a word of letters alone.
    init(spelled text: String) {
        self.text = text
        parts = [Self.singular(text)]
        (compounds, isSpelled) = ([], true)
    }

    /// Creates a word of a text.
    ///
    /// - Parameters:
    ///   - place: Its place among the characters.
    ///   - isUnparted: Whether it is a run of characters of a script that doesn't part its words.
    ///   - scalars: The folded characters of the text.
    init(_ place: Range<Int>, isUnparted: Bool, in scalars: [UInt32]) {
        var (parts, compounds) = ([String](), [String]())
        WordDivision.forEachPart(of: place, isUnparted: isUnparted, in: scalars) { piece, isPlural in
            let text = FoldedText.string(scalars[piece].prefix(WordDivision.tokenLength))
            parts.append(isPlural ? Self.singular(text) : text)
        }
        WordDivision.forEachCompound(of: place, isUnparted: isUnparted, in: scalars) { piece in
            let kept = scalars[piece].filter { FoldedText.kind(of: $0) != .connector }
            compounds.append(FoldedText.string(kept.prefix(WordDivision.tokenLength)))
        }
        text = FoldedText.string(scalars[place])
        isSpelled =
            !isUnparted && parts.count == 1 && compounds.isEmpty
            && FoldedText.kind(of: scalars[place.lowerBound]) == .letter
        (self.parts, self.compounds, self.isUnparted) = (parts, compounds, isUnparted)
    }

    /// Returns an English word without the ending of its plural; other words keep an s that isn't one.
    static func singular(_ word: String) -> String {
        var bytes = Array(word.utf8)
        WordDivision.takePlural(from: &bytes, wordAt: 0)
        return String(decoding: bytes, as: UTF8.self)
    }
}
