/// SentencePiece's spaces: each becomes a mark, with which the next part begins.
struct Metaspace: PreTokenizer {
    private enum Scheme: String { case first, never, always }

    private let mark: Unicode.Scalar
    private let scheme: Scheme
    private let splits: Bool

    init(_ node: JSONNode) throws(TokenizerError) {
        try node.allow("type", "replacement", "prepend_scheme", "add_prefix_space", "split", "str_rep")
        let replacement = try node.required("replacement")
        let text = try replacement.text()
        guard let mark = text.unicodeScalars.first, text.unicodeScalars.count == 1 else {
            throw replacement.error(.malformed, "must be one character")
        }
        self.mark = mark
        splits = try node.flag("split", default: true)
        let name = try node["prepend_scheme"]?.text()
        guard var scheme = name.map({ Scheme(rawValue: $0) }) ?? .always else {
            throw node.error(.unsupported, "the prepend_scheme \"\(name ?? "")\" isn't supported")
        }
        if try !node.flag("add_prefix_space", default: true) {
            guard name == nil || scheme == .never else {
                throw node.error(.malformed, "add_prefix_space contradicts prepend_scheme")
            }
            scheme = .never
        }
        self.scheme = scheme
    }

    func split(_ text: inout PieceBuffer) {
        text.rewrite { scalars, piece, written in
            let isMarked = scalars.first == " " || scalars.first == mark
            if !isMarked, scheme == .always || scheme == .first && piece.isAtStart { written.append(mark) }
            for scalar in scalars { written.append(scalar == " " ? mark : scalar) }
        }
        guard splits else { return }
        text.split(.mergedWithNext) { scalars, segments in Segment.each(in: scalars, &segments) { $0 == mark } }
    }
}
