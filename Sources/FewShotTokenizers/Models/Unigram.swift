/// A unigram language model (Kudo, 2018): of all ways to cut a piece into tokens the one with the largest sum of scores.
struct Unigram: TokenModel {
    let vocabulary: Vocabulary
    private let scores: [Double]
    private let unknown: Int32
    private let unknownScore: Double
    private let bytes: [Int32?]?

    init(_ node: JSONNode) throws(TokenizerError) {
        try node.allow("type", "vocab", "unk_id", "byte_fallback")
        var scores: [Double] = []
        vocabulary = try Vocabulary(scored: try node.required("vocab"), scores: &scores)
        self.scores = scores
        unknown = Int32(try node.required("unk_id").integer(in: 0..<scores.count))
        unknownScore = (scores.min() ?? 0) - 10
        bytes = try node.flag("byte_fallback", default: false) ? vocabulary.byteTokens : nil
    }

    /// The best way to cut the text up to a place.
    private struct Path {
        var score = 0.0
        /// The place at which the last token begins, or -1 where no token ends here yet.
        var start = -1
        var id: Int32 = 0

        mutating func improve(score: Double, start: Int, id: Int32) {
            guard self.start < 0 || score > self.score else { return }
            self = Path(score: score, start: start, id: id)
        }
    }

    func encode(_ piece: UnsafeBufferPointer<Unicode.Scalar>, into ids: inout [Int32]) {
        var paths = Array(repeating: Path(), count: piece.count + 1)
        for start in piece.indices { extend(&paths, from: start, in: piece) }
        var reversed: [Int32] = []
        var end = piece.count
        while end > 0 {
            var start = paths[end].start
            if paths[end].id == unknown {
                while start > 0, paths[start].id == unknown { start = paths[start].start }
                appendUnknown(UnsafeBufferPointer(rebasing: piece[start..<end]), reversed: &reversed)
            } else {
                reversed.append(paths[end].id)
            }
            end = start
        }
        ids.append(contentsOf: reversed.reversed())
    }

    private func extend(_ paths: inout [Path], from start: Int, in piece: UnsafeBufferPointer<Unicode.Scalar>) {
        let score = paths[start].score
        var node = TokenTrie.root
        var hasSingle = false
        for index in start..<piece.count {
            guard let child = vocabulary.trie.child(of: node, piece[index]) else { break }
            node = child
            guard let id = vocabulary.trie.id(at: node) else { continue }
            paths[index + 1].improve(score: score + scores[Int(id)], start: start, id: id)
            if index == start { hasSingle = true }
        }
        if !hasSingle { paths[start + 1].improve(score: score + unknownScore, start: start, id: unknown) }
    }

    /// Appends the tokens of unknown characters in a row: their bytes where the vocabulary has these, else one token for all.
    private func appendUnknown(_ run: UnsafeBufferPointer<Unicode.Scalar>, reversed: inout [Int32]) {
        if let id = vocabulary.trie.id(of: run) { return reversed.append(id) }
        if let bytes {
            let tokens = Array(run).string.utf8.map { bytes[Int($0)] }
            if tokens.allSatisfy({ $0 != nil }) {
                return reversed.append(contentsOf: tokens.reversed().compactMap { $0 })
            }
        }
        reversed.append(unknown)
    }
}
