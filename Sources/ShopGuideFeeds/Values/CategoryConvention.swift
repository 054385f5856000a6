/// The way in which a column writes categories; ``CategorySurvey`` finds it, and says by which evidence.
///
/// A cell may have several categories: the deepest counts, and the first among equally deep ones.
package struct CategoryConvention: Hashable, Codable, Sendable {
    /// The meaning of commas.
    package enum Commas: String, Hashable, Codable, Sendable {
        /// They separate categories where what follows begins with one of ``CategoryConvention/roots``.
        case beforeRoots
        /// They also do after a name that isn't a root: `Clothing > Caps, Sale`.
        case afterPaths
        /// They always do, but for `\,`.
        case always
    }

    /// Whether a slash separates the names of a path.
    package var hasSlashes: Bool
    /// Whether a bar separates categories, instead of the names of a path.
    package var hasLists: Bool
    /// The meaning of commas.
    package var commas: Commas
    /// The first names of paths that also follow a comma somewhere.
    package var roots: Set<String>

    /// Creates a convention, by default that of paths with `>` and one category in each cell.
    package init(
        hasSlashes: Bool = false, hasLists: Bool = false, commas: Commas = .beforeRoots, roots: Set<String> = []
    ) {
        self.hasSlashes = hasSlashes
        self.hasLists = hasLists
        self.commas = commas
        self.roots = roots
    }

    /// Returns the names from the root on; none where the cell has no category.
    package func path(of cell: Cell) -> [String] {
        switch cell {
        case .list(let names): path(of: names.map(ListText.Element.text))
        case .json(let text): ListText.elements(of: text, keys: Self.keys).map(path(of:)) ?? []
        default: cell.text.map { path(of: $0) } ?? []
        }
    }

    /// Returns the names from the root on; none where the text has no category.
    package func path(of text: String) -> [String] {
        if text.utf8.first == UInt8(ascii: "["), let list = ListText.elements(of: text, keys: Self.keys) {
            return path(of: list)
        }
        var deepest = [String]()
        for line in Self.lines(of: text) {
            for path in categories(in: line) where path.count > deepest.count { deepest = path }
        }
        return deepest
    }

    /// The members of an object that has a category's name.
    static let keys = ["full_name", "fullName", "path", "name", "title", "label"]

    /// Returns the lines of a cell, with references and tags made text.
    static func lines(of text: String) -> [String] {
        guard text.utf8.contains(where: { $0 < 32 || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "<") }) else {
            return [text]
        }
        return text.utf8.split(separator: UInt8(ascii: "\n")).prefix(64).map {
            PlainText.of(html: String(Substring($0)))
        }
    }

    /// Reads a list: names of one path, or, where one of them is a path by itself, several categories.
    private func path(of list: [ListText.Element]) -> [String] {
        var (paths, names, isPath) = ([[String]](), [String](), true)
        for element in list {
            switch element {
            case .list(let names):
                let path = names.map { PlainText.of(html: $0) }.filter { !$0.isEmpty }
                paths.append(path)
                isPath = false
            case .text(let text):
                let path = Self.lines(of: text).lazy.map { self.names(in: $0) }.first { !$0.isEmpty } ?? []
                if path.count > 1 { isPath = false }
                names += path
                paths.append(path)
            }
        }
        if isPath { return names }
        return paths.reduce([]) { $1.count > $0.count ? $1 : $0 }
    }

    /// Returns the names of one path.
    private func names(in text: String) -> [String] {
        var text = text
        return text.withUTF8 { bytes in
            let separators = CategorySeparators.matches(in: bytes).filter { path.contains($0.kind) }
            return names(bytes, 0..<bytes.count, separators[...])
        }
    }

    /// The separators of names in a path.
    private var path: CategorySeparators.Kinds {
        var kinds: CategorySeparators.Kinds = .arrow
        if hasSlashes { kinds.insert(.slash) }
        if !hasLists { kinds.insert(.bar) }
        return kinds
    }

    /// Returns the categories of one line.
    private func categories(in text: String) -> [[String]] {
        guard !Self.isPlaceholder(text) else { return [] }
        var text = text
        return text.withUTF8 { bytes in
            let all = CategorySeparators.matches(in: bytes)
            guard !all.isEmpty else {
                let name = CategorySeparators.name(bytes, 0..<bytes.count)
                return name.isEmpty ? [] : [[name]]
            }
            var (categories, start, first, isPath) = ([[String]](), 0, 0, false)
            for (index, match) in all.enumerated() {
                if endsCategory(bytes, all, index, afterPath: isPath) {
                    categories.append(names(bytes, start..<match.range.lowerBound, all[first..<index]))
                    (start, first, isPath) = (match.range.upperBound, index + 1, false)
                } else if path.contains(match.kind) {
                    isPath = true
                }
            }
            categories.append(names(bytes, start..<bytes.count, all[first...]))
            return categories
        }
    }

    /// Returns whether a separator stands between two categories; `isPath` where the one before it has several names.
    private func endsCategory(
        _ bytes: UnsafeBufferPointer<UInt8>, _ all: [CategorySeparators.Match], _ index: Int, afterPath isPath: Bool
    ) -> Bool {
        switch all[index].kind {
        case .semicolon: return true
        case .bar: return hasLists
        case .comma:
            let place = all[index].range
            if commas == .always { return place.lowerBound == 0 || bytes[place.lowerBound - 1] != UInt8(ascii: "\\") }
            if commas == .afterPaths, isPath { return true }
            guard !roots.isEmpty else { return false }
            let end = all[(index + 1)...].first { $0.kind != .slash || hasSlashes }?.range.lowerBound
            return roots.contains(CategorySeparators.name(bytes, place.upperBound..<(end ?? bytes.count)))
        default: return false
        }
    }

    /// Returns the names between those separators that separate names.
    private func names(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ separators: ArraySlice<CategorySeparators.Match>
    ) -> [String] {
        var (names, start) = ([String](), range.lowerBound)
        func take(to end: Int) {
            guard end > start else { return }
            var name = CategorySeparators.name(bytes, start..<end)
            if commas == .always, name.utf8.contains(UInt8(ascii: "\\")) { name = name.replacing("\\,", with: ",") }
            if !name.isEmpty { names.append(name) }
        }
        for match in separators where path.contains(match.kind) {
            take(to: match.range.lowerBound)
            start = match.range.upperBound
        }
        take(to: range.upperBound)
        return names
    }

    /// Returns whether a cell says that there is no category.
    static func isPlaceholder(_ text: String) -> Bool {
        text.utf8.count <= 16 && ["", "n/a", "-", "null", "none"].contains(text.lowercased().filter { $0 != " " })
    }
}
