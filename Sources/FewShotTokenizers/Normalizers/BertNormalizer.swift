/// The normalizer of BERT and its kin.
struct BertNormalizer: Normalizer {
    let cleansText: Bool
    let spacesIdeographs: Bool
    let stripsAccents: Bool
    let lowersCase: Bool

    init(_ node: JSONNode) throws(TokenizerError) {
        try node.allow("type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
        cleansText = try node.required("clean_text").flag()
        spacesIdeographs = try node.required("handle_chinese_chars").flag()
        lowersCase = try node.required("lowercase").flag()
        stripsAccents = try node.flag("strip_accents", default: lowersCase)
    }

    func normalize(_ text: inout NormalizedText) {
        if cleansText {
            text.filter { scalar in
                if scalar.isASCII { return 32...126 ~= scalar.value || 9...10 ~= scalar.value || scalar.value == 13 }
                return scalar.value != 0xFFFD && !scalar.isOtherOfBert
            }
            for index in text.scalars.indices where text.scalars[index].isSpace { text.scalars[index] = " " }
        }
        if spacesIdeographs, text.scalars.contains(where: \.isIdeographOfBert) {
            text.scalars = text.scalars.flatMap { $0.isIdeographOfBert ? [" ", $0, " "] : [$0] }
        }
        if stripsAccents {
            UnicodeForm.nfd.normalize(&text)
            text.filter { !$0.isAccentOfBert }
        }
        if lowersCase { Lowercase().normalize(&text) }
    }
}
