/// The rules by which a network reads the ids of a text.
public struct TextLayout: Sendable, Hashable {
    /// A way to make one row of many.
    public enum Pooling: Sendable, Hashable {
        /// The mean of all rows.
        case mean
        /// The first row.
        case first
        /// The last row: that of the end token, or of the padding where texts are padded to ``TextLayout/fixedLength``.
        case last
    }

    /// The token that ends a text, where what follows it is cut off.
    public enum End: Sendable, Hashable {
        /// The first one with an id.
        case id(Int)
        /// The first one with the largest id of the text.
        case largest
    }

    /// Ids are below this.
    public var vocabulary: Int
    /// Tokens of the longest text.
    public var maximumLength: Int
    /// The id that fills a batch of texts of different lengths.
    public var paddingID: Int
    /// The row of positions that the first token has.
    public var firstPosition = 0
    /// The token at which a text is cut; texts are taken whole where it's `nil`.
    public var end: End?
    /// The length to which every text is padded, the padding read along with it; `nil` for texts as they are.
    public var fixedLength: Int?
    /// The way to make one row of many.
    public var pooling: Pooling
    /// Whether embeddings are scaled to length 1.
    public var isNormalized = false
}

extension TextLayout {
    /// Returns the ids that the network reads of each text.
    ///
    /// - Throws: ``PretrainedError`` with the number of a text that is empty, too long, has no end or an unknown id.
    func prepared(_ texts: [[Int]]) throws(PretrainedError) -> [[Int]] {
        guard !texts.isEmpty else { throw PretrainedError(.input, "there are no texts to embed") }
        var result: [[Int]] = []
        result.reserveCapacity(texts.count)
        for (index, text) in texts.enumerated() {
            func refused(_ message: String) -> PretrainedError { PretrainedError(.input, "text \(index) \(message)") }
            var ids = text
            if let end {
                let place: Int? =
                    switch end {
                    case .id(let id): ids.firstIndex(of: id)
                    case .largest: ids.max().flatMap { ids.firstIndex(of: $0) }
                    }
                guard let place else { throw refused("has no end token; a tokenizer appends it") }
                ids.removeSubrange((place + 1)...)
            }
            guard !ids.isEmpty else { throw refused("has no tokens") }
            guard ids.count <= maximumLength else {
                throw refused("has \(ids.count) tokens; \(maximumLength) are the most: cut it")
            }
            if let wrong = ids.first(where: { !(0..<vocabulary).contains($0) }) {
                throw refused(
                    "has the token \(wrong), and ids are between 0 and \(vocabulary - 1): is the tokenizer another's?")
            }
            if let fixedLength { ids += repeatElement(paddingID, count: fixedLength - ids.count) }
            result.append(ids)
        }
        return result
    }
}
