/// A title without what tells the sizes and colours of one thing apart.
///
/// A sign stands for each value that is taken out, so that "Tab" and "Tab, 64 GB" stay two. Taken out are values of the product's own
/// attributes of size and colour, measures of amount, storage and length (``Measure``), and sizes in letters (``LetterSize``). All other
/// words and numbers count: "iPhone 12" isn't "iPhone 13", a lens of 50 mm isn't one of 85 mm, 200 mg aren't 400 mg. Where something is
/// taken out, the rest has to be more than one word beside the brand: "Shirt, red" and "Shirt, blue" may be two shirts. Where neither
/// something is taken out nor a brand known, products of the same title but different pictures aren't one.
struct VariantTitle {
    /// The title in all its languages, with signs for what varies, and the picture where the title alone is too little.
    let pattern: String

    /// Reads the title of a product; `nil` where it says too little.
    init?(of product: Product, brand: String) {
        guard !product.title.isEmpty else { return nil }
        let values = VariantValues(of: product)
        let ownWords = Set(TitlePart.parts(of: brand).map(\.text))
        var (texts, words, ideographs, hasVariant) = ([String](), 0, 0, false)
        for (language, title) in product.title.words.sorted(by: { $0.key < $1.key }) {
            var parts = TitlePart.parts(of: title)
            Measure.replace(in: &parts, isBranded: !brand.isEmpty)
            LetterSize.replace(in: &parts)
            values.replace(in: &parts)
            Self.collapse(&parts)
            texts.append(language + "\u{1E}" + parts.map(\.text).joined(separator: " "))
            hasVariant = hasVariant || parts.contains { $0.kind == .variant }
            let telling = parts.count {
                $0.kind == .number || $0.kind == .word && $0.text.utf8.count > 1 && !ownWords.contains($0.text)
            }
            words = max(words, telling)
            ideographs = max(
                ideographs,
                parts.reduce(0) { $0 + ($1.kind == .ideographs && !ownWords.contains($1.text) ? $1.text.count : 0) })
        }
        let isTelling = words >= 2 || ideographs >= 4 || ideographs >= 2 && words >= 1
        guard isTelling || !hasVariant && !brand.isEmpty && words + ideographs > 0 else { return nil }
        if !hasVariant, brand.isEmpty { texts.append(product.image ?? "") }
        pattern = texts.joined(separator: "\u{1E}")
    }

    /// Makes one of signs that stand side by side, and of "6 x 330 ml" and "80 x 200 cm" what it is of "330 ml" and "200 cm".
    private static func collapse(_ parts: inout [TitlePart]) {
        var kept: [TitlePart] = []
        for part in parts {
            kept.append(part)
            while let last = kept.last {
                let (count, kind) = (kept.count, last.kind)
                if count >= 2, kind == .variant, kept[count - 2].text == last.text {
                    kept.removeLast()
                } else if count >= 3, kept[count - 2].text == "x", isMultiplied(kept[count - 3], last) {
                    kept.replaceSubrange((count - 3)..., with: [kind == .variant ? last : kept[count - 3]])
                } else {
                    break
                }
            }
        }
        parts = kept
    }

    private static func isMultiplied(_ left: TitlePart, _ right: TitlePart) -> Bool {
        switch (left.kind, right.kind) {
        case (.number, .variant), (.variant, .number): true
        case (.variant, .variant): left.text == right.text
        default: false
        }
    }
}
