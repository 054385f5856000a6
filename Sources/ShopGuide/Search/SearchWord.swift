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

    /// The most characters of a token.
    static let tokenLength = 32

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

    /// Creates a word of runs of letters and digits with connectors between them.
    init(_ scalars: ArraySlice<UInt32>) {
        text = FoldedText.string(scalars)
        // Most words are plain ones, and an import has millions.
        let isPlain = scalars.count <= Self.tokenLength && scalars.allSatisfy { 0x61...0x7A ~= $0 }
        if isPlain {
            (parts, compounds, isSpelled) = ([Self.singular(text)], [], true)
            return
        }
        var (parts, compounds) = ([String](), [String]())
        let runs = scalars.split { FoldedText.kind(of: $0) == .connector }
        for run in runs {
            let pieces = Self.pieces(of: run)
            if pieces.count == 1 {
                parts.append(Self.token(run, isPlural: FoldedText.kind(of: run[run.startIndex]) == .letter))
            } else {
                parts += pieces.map { Self.token($0, isPlural: false) }
                compounds.append(Self.token(run, isPlural: false))
            }
        }
        if runs.count > 1 { compounds.append(Self.token(ArraySlice(runs.joined()), isPlural: false)) }
        (self.parts, self.compounds) = (parts, compounds)
        isSpelled = parts.count == 1 && compounds.isEmpty && FoldedText.kind(of: scalars[scalars.startIndex]) == .letter
    }

    /// Creates a word of characters of a script that doesn't part its words.
    init(ideographs scalars: ArraySlice<UInt32>) {
        text = FoldedText.string(scalars)
        parts = scalars.indices.map { FoldedText.string(scalars[$0...$0]) }
        compounds = scalars.indices.dropLast().map { FoldedText.string(scalars[$0...$0 + 1]) }
        (isSpelled, isUnparted) = (false, true)
    }

    /// Returns the letters and the digits of a run, apart.
    private static func pieces(of run: ArraySlice<UInt32>) -> [ArraySlice<UInt32>] {
        var (pieces, start) = ([ArraySlice<UInt32>](), run.startIndex)
        for index in run.indices.dropFirst() where isDigit(run[index]) != isDigit(run[index - 1]) {
            pieces.append(run[start..<index])
            start = index
        }
        pieces.append(run[start...])
        return pieces
    }

    private static func isDigit(_ scalar: UInt32) -> Bool { FoldedText.kind(of: scalar) == .digit }

    private static func token(_ scalars: ArraySlice<UInt32>, isPlural: Bool) -> String {
        let text = FoldedText.string(scalars.prefix(tokenLength))
        return isPlural ? singular(text) : text
    }

    /// Returns an English word without the ending of its plural; other words keep an s that isn't one.
    static func singular(_ word: String) -> String {
        guard word.utf8.count > 3, word.utf8.last == UInt8(ascii: "s") else { return word }
        if word.hasSuffix("ies"), word.utf8.count > 4 { return String(word.dropLast(3)) + "y" }
        for ending in ["sses", "shes", "ches", "xes"] where word.hasSuffix(ending) { return String(word.dropLast(2)) }
        for ending in ["ss", "us", "is"] where word.hasSuffix(ending) { return word }
        return String(word.dropLast())
    }
}
