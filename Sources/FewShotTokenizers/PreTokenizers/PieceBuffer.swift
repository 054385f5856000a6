/// A part of a text: an added token, or what a model is to make tokens of.
struct Piece {
    var start: Int
    var end: Int
    /// The identifier of the added token that the piece is, or -1.
    var token: Int32 = -1
    /// True where the piece begins at the start of the whole text.
    var isAtStart: Bool
}

/// A text and its parts, on their way through pre-tokenizers.
struct PieceBuffer {
    private(set) var scalars: [Unicode.Scalar] = []
    private(set) var pieces: [Piece] = []

    /// Appends a part of the text; an empty one is left out.
    mutating func append(_ part: some Collection<Unicode.Scalar>, isAtStart: Bool) {
        guard !part.isEmpty else { return }
        let start = scalars.count
        scalars += part
        pieces.append(Piece(start: start, end: scalars.count, isAtStart: isAtStart))
    }

    /// Appends an added token.
    mutating func append(token: Int32) {
        pieces.append(Piece(start: scalars.count, end: scalars.count, token: token, isAtStart: false))
    }

    /// Splits each part, but no added token, where `find` says.
    mutating func split(
        _ behavior: SplitBehavior, find: (UnsafeBufferPointer<Unicode.Scalar>, inout [Segment]) -> Void
    ) {
        var parts: [Piece] = []
        parts.reserveCapacity(pieces.count * 2)
        var segments: [Segment] = []
        scalars.withUnsafeBufferPointer { scalars in
            for piece in pieces {
                guard piece.token < 0 else {
                    parts.append(piece)
                    continue
                }
                segments.removeAll(keepingCapacity: true)
                find(UnsafeBufferPointer(rebasing: scalars[piece.start..<piece.end]), &segments)
                behavior.forEachPart(of: segments) { start, end in
                    guard start < end else { return }
                    parts.append(
                        Piece(
                            start: piece.start + start, end: piece.start + end, isAtStart: piece.isAtStart && start == 0
                        ))
                }
            }
        }
        pieces = parts
    }

    /// Writes each part, but no added token, anew.
    mutating func rewrite(_ body: (UnsafeBufferPointer<Unicode.Scalar>, Piece, inout [Unicode.Scalar]) -> Void) {
        var written: [Unicode.Scalar] = []
        written.reserveCapacity(scalars.count + pieces.count)
        scalars.withUnsafeBufferPointer { scalars in
            for index in pieces.indices {
                let piece = pieces[index]
                let start = written.count
                if piece.token < 0 {
                    body(UnsafeBufferPointer(rebasing: scalars[piece.start..<piece.end]), piece, &written)
                }
                (pieces[index].start, pieces[index].end) = (start, written.count)
            }
        }
        scalars = written
    }
}
