/// A step that changes a text before it is split.
protocol Normalizer: Sendable {
    /// Changes a text in place.
    func normalize(_ text: inout NormalizedText)
}

/// A text, or the part of one between two added tokens, on its way through normalizers.
struct NormalizedText {
    var scalars: [Unicode.Scalar]
    /// True while the first character comes from the start of the whole text.
    var isAtStart: Bool

    /// Removes the characters that don't satisfy a condition.
    mutating func filter(_ isKept: (Unicode.Scalar) -> Bool) {
        if let first = scalars.first, !isKept(first) { isAtStart = false }
        scalars.removeAll { !isKept($0) }
    }
}

extension [Unicode.Scalar] {
    /// The scalars as a string.
    var string: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: self)
        return String(view)
    }
}
