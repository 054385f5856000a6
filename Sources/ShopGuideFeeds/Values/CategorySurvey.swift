/// A look over all cells of a column of categories, which decides what its separators mean.
///
/// - `>` and other arrows always separate the names of a path, a semicolon and a new line always separate categories.
/// - A slash separates names where no cell has it beside an arrow or a bar, and there is evidence: a cell with two slashes; or, in a column
///   without arrows and bars, two cells that share what is before the slash, blanks around it, or slashes in most cells. `Tea/Coffee`
///   alone is a name. A bar between paths, `Women/Tops|Women/Sale`, doesn't count as beside.
/// - A bar separates categories where a cell has it beside an arrow or between paths with slashes, and else names.
/// - A comma separates categories where what follows begins with a name with which a cell begins, so that `Food, Beverages & Tobacco` stays
///   whole. Where most commas of the column are such ones, others after a path are as well: `Clothing > Caps, Sale`.
///
/// It remembers 4,096 names at most, whatever the column holds.
package struct CategorySurvey: Sendable {
    private var cells = 0
    private var cellsWithSlash = 0
    private var hasArrows = false
    private var hasBars = false
    private var hasLists = false
    private var slashesAreNames = false
    private var hasDeepSlashes = false
    private var hasSpacedSlashes = false
    private var hasSharedRoots = false
    private let splitsAtCommas: Bool
    /// The part before the first slash, with a hash of the part after it.
    private var slashRoots: [String: Int] = [:]
    private var roots: Set<String> = []
    private var followers: [String: Int] = [:]
    private var commas = 0

    private static let most = 4096

    /// Creates a survey of nothing yet; a profile whose system separates categories by commas says so.
    package init(splitsAtCommas: Bool = false) { self.splitsAtCommas = splitsAtCommas }

    /// Takes a cell into account.
    package mutating func add(_ cell: Cell) {
        switch cell {
        case .list(let names): add(names.map(ListText.Element.text))
        case .json(let text): add(ListText.elements(of: text, keys: CategoryConvention.keys) ?? [])
        default:
            if let text = cell.text { add(text) }
        }
    }

    /// Takes a text into account.
    package mutating func add(_ text: String) {
        if text.utf8.first == UInt8(ascii: "["), let list = ListText.elements(of: text, keys: CategoryConvention.keys) {
            return add(list)
        }
        for line in CategoryConvention.lines(of: text) { add(line: line, isWhole: true) }
    }

    private mutating func add(_ list: [ListText.Element]) {
        for case .text(let text) in list {
            for line in CategoryConvention.lines(of: text) { add(line: line, isWhole: list.count == 1) }
        }
    }

    /// Takes one line into account; `isWhole` where it isn't one of several names of a path.
    private mutating func add(line: String, isWhole: Bool) {
        guard !CategoryConvention.isPlaceholder(line) else { return }
        var line = line
        line.withUTF8 { bytes in
            let all = CategorySeparators.matches(in: bytes)
            let slashes = all.filter { $0.kind == .slash }
            let isBesideArrow = all.contains { $0.kind == .arrow }
            let bars = all.count { $0.kind == .bar }
            if isBesideArrow { hasArrows = true }
            if bars > 0 { hasBars = true }
            if bars > 0, isBesideArrow { hasLists = true }
            if !slashes.isEmpty {
                let isBetweenPaths = bars > 0 && !isBesideArrow && slashes.count > bars && Self.isSlashInEveryPiece(all)
                if isBetweenPaths {
                    (hasLists, hasDeepSlashes) = (true, true)
                } else if isBesideArrow || bars > 0 {
                    slashesAreNames = true
                } else if isWhole || slashes.count > 1 {
                    addSlashes(bytes, slashes, all)
                }
            }
            if isWhole { addRoots(bytes, all) }
        }
    }

    private static func isSlashInEveryPiece(_ all: [CategorySeparators.Match]) -> Bool {
        all.split { $0.kind == .bar }.count == all.count { $0.kind == .bar } + 1
            && all.split(omittingEmptySubsequences: false) { $0.kind == .bar }.allSatisfy {
                $0.contains { $0.kind == .slash }
            }
    }

    private mutating func addSlashes(
        _ bytes: UnsafeBufferPointer<UInt8>, _ slashes: [CategorySeparators.Match], _ all: [CategorySeparators.Match]
    ) {
        cellsWithSlash += 1
        // Up to the first comma, for what follows may be another category.
        let comma = all.first { $0.kind == .comma || $0.kind == .semicolon }
        if slashes.count(where: { $0.range.lowerBound < comma?.range.lowerBound ?? bytes.count }) > 1 {
            hasDeepSlashes = true
        }
        let first = slashes[0].range
        if first.lowerBound > 0, first.upperBound < bytes.count, bytes[first.lowerBound - 1] == UInt8(ascii: " "),
            bytes[first.upperBound] == UInt8(ascii: " ")
        {
            hasSpacedSlashes = true
        }
        let root = CategorySeparators.name(bytes, 0..<first.lowerBound)
        let rest = CategorySeparators.name(bytes, first.upperBound..<bytes.count).hashValue
        if let known = slashRoots[root] {
            if known != rest { hasSharedRoots = true }
        } else if slashRoots.count < Self.most {
            slashRoots[root] = rest
        }
    }

    /// Remembers the first name, and what follows commas.
    private mutating func addRoots(_ bytes: UnsafeBufferPointer<UInt8>, _ all: [CategorySeparators.Match]) {
        cells += 1
        for end in [all.first { $0.kind != .comma && $0.kind != .slash }, all.first { $0.kind != .comma }] {
            let root = CategorySeparators.name(bytes, 0..<(end?.range.lowerBound ?? bytes.count))
            if roots.count < Self.most, root.utf8.count <= 256 { roots.insert(root) }
        }
        for (index, match) in all.enumerated() where match.kind == .comma {
            commas += 1
            let rest = all[(index + 1)...]
            let ends = [rest.first { $0.kind != .slash }, rest.first].map { $0?.range.lowerBound ?? bytes.count }
            for end in Set(ends) {
                let name = CategorySeparators.name(bytes, match.range.upperBound..<end)
                guard followers[name] != nil || followers.count < Self.most, name.utf8.count <= 256 else { continue }
                followers[name, default: 0] += 1
            }
        }
    }

    /// The way in which the column writes categories.
    package var convention: CategoryConvention {
        let known = followers.filter { roots.contains($0.key) }
        let isUsual = cellsWithSlash * 2 > cells && slashRoots.count > 1
        let hasSlashes =
            !slashesAreNames
            && (hasDeepSlashes || !hasArrows && !hasBars && (hasSharedRoots || hasSpacedSlashes || isUsual))
        let isUsualComma = known.values.reduce(0, +) * 2 > commas
        return CategoryConvention(
            hasSlashes: hasSlashes, hasLists: hasLists,
            commas: splitsAtCommas ? .always : isUsualComma ? .afterPaths : .beforeRoots, roots: Set(known.keys))
    }
}
