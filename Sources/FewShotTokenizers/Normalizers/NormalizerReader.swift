internal import Foundation

/// Reads the normalizers of a tokenizer.
enum NormalizerReader {
    /// Returns the steps that a `normalizer` names, in order; none for nil.
    static func read(_ node: JSONNode?) throws(TokenizerError) -> [any Normalizer] {
        guard let node else { return [] }
        let type = try node.required("type").text()
        switch type {
        case "Sequence":
            try node.allow("type", "normalizers")
            var steps: [any Normalizer] = []
            for element in try node.required("normalizers").elements() { steps += try read(element) }
            return steps
        case "BertNormalizer":
            return [try BertNormalizer(node)]
        case "Replace":
            return [try Replacement(node)]
        case "Prepend":
            try node.allow("type", "prepend")
            return [Prefix(scalars: Array(try node.required("prepend").text().unicodeScalars))]
        case "Strip":
            try node.allow("type", "strip_left", "strip_right")
            return [
                Strip(left: try node.required("strip_left").flag(), right: try node.required("strip_right").flag())
            ]
        case "Precompiled":
            return [try CharacterMap(node)]
        default:
            guard let step = plain(type) else {
                throw node.error(.unsupported, "the normalizer \"\(type)\" isn't supported")
            }
            try node.allow("type")
            return [step]
        }
    }

    /// Returns a normalizer without options.
    private static func plain(_ type: String) -> (any Normalizer)? {
        switch type {
        case "NFC": UnicodeForm.nfc
        case "NFD": UnicodeForm.nfd
        case "NFKC": UnicodeForm.nfkc
        case "NFKD": UnicodeForm.nfkd
        case "Lowercase": Lowercase()
        case "StripAccents": StripAccents()
        case "Nmt": Nmt()
        case "ByteLevel": ByteLevelNormalizer()
        default: nil
        }
    }
}
