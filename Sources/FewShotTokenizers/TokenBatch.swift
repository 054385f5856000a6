/// The tokens of several texts, padded at the end to one length.
public struct TokenBatch: Sendable, Hashable {
    /// The number of texts.
    public let count: Int
    /// The number of tokens of each text, with padding.
    public let length: Int
    /// The identifiers of tokens, text by text. Shape `[count, length]`.
    public let ids: [Int32]
    /// The attention mask: 1 for tokens, 0 for padding. Shape `[count, length]`.
    public let mask: [Int32]

    init(_ texts: [[Int32]], length: Int, padding: Int32) {
        var (ids, mask): ([Int32], [Int32]) = ([], [])
        ids.reserveCapacity(texts.count * length)
        mask.reserveCapacity(texts.count * length)
        for text in texts {
            ids += text
            ids += repeatElement(padding, count: length - text.count)
            mask += repeatElement(1, count: text.count)
            mask += repeatElement(0, count: length - text.count)
        }
        (self.count, self.length, self.ids, self.mask) = (texts.count, length, ids, mask)
    }
}

/// The length to which the texts of a batch are padded.
public enum TokenPadding: Sendable, Hashable {
    /// The length of the longest text.
    case longest
    /// The limit, as models without an attention mask want it (SigLIP).
    case limit
}
