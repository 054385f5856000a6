/// The values of a product's attributes of size and colour, as they may stand in its title.
struct VariantValues {
    /// A value in parts, with the sign that takes its place.
    private struct Value {
        var parts: [TitlePart]
        var kind: String
    }

    private var values: [Value] = []

    private static let colors: Set<String> = [
        "color", "colour", "colors", "colours", "colorname", "colourname", "shade", "shadename", "farbe", "farben",
        "couleur", "couleurs", "colore", "cor", "kleur", "kolor", "färg", "farve", "farge", "väri", "цвет", "renk",
        "颜色", "颜色分类", "颜色名称", "色彩", "色号", "顏色", "カラー", "色", "색상", "컬러",
    ]
    private static let sizes: Set<String> = [
        "size", "sizes", "sizename", "shoesize", "clothingsize", "größe", "grösse", "groesse", "taille", "pointure",
        "talla", "tamaño", "taglia", "misura", "maat", "rozmiar", "storlek", "størrelse", "koko", "размер", "beden",
        "storage", "storagecapacity", "capacity", "speicher", "speicherkapazität", "kapazität", "capacité", "volume",
        "inhalt", "length", "länge", "尺码", "尺寸", "规格", "鞋码", "大小", "容量", "存储容量", "机身内存", "净含量", "尺碼", "規格",
        "サイズ", "사이즈", "크기",
    ]
    /// Words beside which a number is a size.
    private static let sizeWords: Set<String> = [
        "size", "eu", "eur", "uk", "us", "gr", "größe", "grösse", "taille", "talla", "taglia", "maat", "размер", "码",
        "号", "尺码", "cm",
    ]
    /// Words of a value at most.
    private static let longest = 6

    /// Collects the values of a product.
    init(of product: Product) {
        for (name, value) in product.attributes.sorted(by: { $0.key < $1.key }) {
            if case .flag = value { continue }
            let name = ProductFamily.plain(name)
            guard let kind = Self.colors.contains(name) ? "colour" : Self.sizes.contains(name) ? "size" : nil else {
                continue
            }
            let whole = value.text
            guard whole.utf8.count <= 200 else { continue }
            let pieces = whole.split { "/,;|&+、，；".contains($0) }.map(String.init)
            for text in pieces.count > 1 ? [whole] + pieces : pieces {
                let parts = TitlePart.parts(of: text)
                if 1...Self.longest ~= parts.count { values.append(Value(parts: parts, kind: kind)) }
            }
        }
        // Else "blue" would be taken out of "dark blue" before that is.
        values.sort { $0.parts.count > $1.parts.count }
    }

    /// Puts signs in the place of the values.
    func replace(in parts: inout [TitlePart]) {
        for value in values {
            if value.parts.count == 1, value.parts[0].kind == .ideographs {
                replaceIdeographs(value.parts[0].text, value.kind, in: &parts)
            } else {
                replaceWords(value, in: &parts)
            }
        }
    }

    /// Replaces a word in runs of ideographs, which nothing parts; one ideograph alone has to be all of a run.
    private func replaceIdeographs(_ text: String, _ kind: String, in parts: inout [TitlePart]) {
        for place in parts.indices.reversed() where parts[place].kind == .ideographs {
            let part = parts[place]
            if part.text == text {
                parts[place] = .variant(kind, part.segment)
            } else if text.count > 1, let range = part.text.firstRange(of: text) {
                var (before, after) = (part, part)
                (before.text, after.text) = (
                    String(part.text[..<range.lowerBound]), String(part.text[range.upperBound...])
                )
                after.isGlued = true
                let rest = [before, .variant(kind, part.segment), after]
                parts.replaceSubrange(place...place, with: rest.filter { !$0.text.isEmpty })
            }
        }
    }

    private func replaceWords(_ value: Value, in parts: inout [TitlePart]) {
        let count = value.parts.count
        let isShort = count == 1 && (value.parts[0].kind == .number || value.parts[0].text.count <= 2)
        for place in parts.indices.reversed() where place + count <= parts.count {
            guard isFound(value, at: place, in: parts) else { continue }
            if value.parts.allSatisfy({ $0.kind == .number }), !isSize(place, count, in: parts) { continue }
            parts.replaceSubrange(place..<place + count, with: [.variant(value.kind, parts[place].segment)])
            // A short value that occurs twice is a name as well: Pegasus 41, 41.
            if isShort { return }
        }
    }

    private func isFound(_ value: Value, at place: Int, in parts: [TitlePart]) -> Bool {
        let range = place..<place + value.parts.count
        guard zip(parts[range], value.parts).allSatisfy({ $0.text == $1.text && $0.kind == $1.kind }) else {
            return false
        }
        let isBegun = place == 0 || !parts[place].isGlued || parts[place - 1].kind == .ideographs
        let next = range.upperBound < parts.count ? parts[range.upperBound] : nil
        return isBegun && next.map { !$0.isGlued || $0.kind == .ideographs } ?? true
    }

    /// Returns whether a number is a size: it stands between separators, or beside a word that says so.
    private func isSize(_ place: Int, _ count: Int, in parts: [TitlePart]) -> Bool {
        let segment = parts[place].segment
        let others = parts.indices.filter { index in
            parts[index].segment == segment && !(place..<place + count).contains(index)
                && parts[index].kind != .variant
        }
        if others.isEmpty { return parts.contains { $0.segment != segment } }
        let beside = others.filter { $0 == place - 1 || $0 == place + count }
        return beside.contains { index in
            Self.sizeWords.contains(parts[index].text)
                || index == place + count && ["码", "号"].contains { parts[index].text.hasPrefix($0) }
        }
    }
}
