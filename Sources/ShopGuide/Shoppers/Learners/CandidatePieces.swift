extension [Int] {
    /// Candidates at a time: the signals of more would go to memory and back.
    private static let piece = 16_384

    /// The scores of candidates, each of which has nothing to do with the others, a piece at a time.
    ///
    /// - Parameter scores: The scores of a piece.
    /// - Returns: A score for each.
    func scoredInPieces(_ scores: ([Int]) -> [Float]) -> [Float] {
        guard count > Self.piece else { return scores(self) }
        var result: [Float] = []
        result.reserveCapacity(count)
        for start in stride(from: 0, to: count, by: Self.piece) {
            result += scores(Array(self[start..<Swift.min(start + Self.piece, count)]))
        }
        return result
    }
}
