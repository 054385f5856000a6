/// Texts of similar lengths together, the shortest first, in batches that bound the tokens computed at once.
public struct LengthBatches: Sendable, Hashable {
    /// The numbers of the texts of each batch.
    public let batches: [[Int]]

    /// Forms batches.
    ///
    /// - Parameters:
    ///   - lengths: The number of tokens of each text.
    ///   - tokens: The tokens of a batch at most, but for a single text that has more.
    ///   - texts: The texts of a batch at most.
    public init(lengths: [Int], tokens: Int, texts: Int = .max) {
        precondition(tokens > 0 && texts > 0, "a batch has at least 1 token and 1 text, not \(tokens) and \(texts)")
        var batches: [[Int]] = []
        var sum = 0
        for index in lengths.indices.sorted(by: { (lengths[$0], $0) < (lengths[$1], $1) }) {
            sum += lengths[index]
            if batches.isEmpty || sum > tokens || batches[batches.count - 1].count == texts {
                batches.append([])
                sum = lengths[index]
            }
            batches[batches.count - 1].append(index)
        }
        self.batches = batches
    }
}
