/// Sizes in letters: XS, S, M, L, XL, 2XL.
enum LetterSize {
    /// Letters that are sizes wherever they stand by themselves.
    private static let certain: Set<String> = ["xxs", "xxxs", "xl", "xxl", "xxxl", "xxxxl"]
    /// Letters that are sizes at the end of a title or of a part of it alone: not those of "Galaxy S 23".
    private static let atEnd: Set<String> = ["xs", "s", "m", "l"]
    /// Words after which letters are names.
    private static let names: Set<String> = [
        "model", "modell", "modèle", "modelo", "series", "serie", "série", "class", "klasse", "type", "typ", "tab",
        "galaxy", "note", "version", "edition", "mark", "iphone", "pixel", "watch", "ipad", "category", "grade",
        "vitamin", "vol",
    ]

    /// Puts a sign in the place of every size.
    static func replace(in parts: inout [TitlePart]) {
        // From the end: what stands before a size may be one too.
        for place in parts.indices.reversed() where place < parts.count {
            guard parts[place].kind == .word, isSize(place, in: parts) else { continue }
            let segment = parts[place].segment
            let first = isMultiple(place, in: parts) ? place - 1 : place
            parts.replaceSubrange(first...place, with: [.variant("size", segment)])
        }
    }

    /// Returns whether a part is the letters of "2XL".
    private static func isMultiple(_ place: Int, in parts: [TitlePart]) -> Bool {
        place > 0 && parts[place].isGlued && parts[place].text.hasSuffix("xl")
            && ["2", "3", "4", "5", "6"].contains(parts[place - 1].text) && isFree(place - 1, in: parts)
    }

    private static func isFree(_ place: Int, in parts: [TitlePart]) -> Bool {
        place == 0 || !parts[place].isGlued || parts[place - 1].kind == .ideographs
    }

    private static func isSize(_ place: Int, in parts: [TitlePart]) -> Bool {
        let (part, next) = (parts[place], place + 1 < parts.count ? parts[place + 1] : nil)
        guard isFree(place, in: parts) || isMultiple(place, in: parts) else { return false }
        if let next, next.isGlued, next.kind != .ideographs { return false }
        let before = place > 0 && parts[place - 1].segment == part.segment ? parts[place - 1].text : nil
        guard before.map({ !names.contains($0) }) ?? true else { return false }
        if certain.contains(part.text) { return true }
        guard atEnd.contains(part.text), place > 0 else { return false }
        return next.map { $0.segment != part.segment || $0.kind == .variant || $0.isGlued } ?? true
    }
}
