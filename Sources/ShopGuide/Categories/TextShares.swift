/// The weight of a category's text, its name or a sentence, beside its examples, for each number of them.
///
/// Zero-shot and few-shot are joined as Tip-Adapter joins them (Zhang et al., 2022), by a sum of what both say:
/// d = a + b · ‖x − (α t + (1 − α) p)‖² for a text t and the mean p of K examples, with α, a and b learned over tasks for each K. A text is
/// farther from products than products from each other; a and b take that back, so that a calibration for examples holds for texts.
public struct TextShares: Sendable, Codable, Equatable {
    /// The share for a number of examples.
    public struct Share: Sendable, Codable, Equatable {
        /// K.
        public var shots: Int
        /// α: 0…1.
        public var weight: Double
        /// a, as a share of an embedding's squared length.
        public var offset: Double
        /// b: above 0.
        public var slope: Double
        /// The share of the tasks' products of taught categories that were recognised, 0…1; `nil` where it isn't known.
        public var recognised: Double?

        /// Creates a share.
        public init(shots: Int, weight: Double, offset: Double, slope: Double, recognised: Double? = nil) {
            (self.shots, self.weight, self.offset) = (shots, weight, offset)
            (self.slope, self.recognised) = (slope, recognised)
        }
    }

    /// The shares, the one without examples first.
    public let shares: [Share]
    /// The number of categories that they were learned from.
    public let categories: Int

    /// The numbers of examples that shares are learned for.
    public static let shots = [0, 1, 2, 5, 10, 20]

    /// Creates a table; `nil` unless it begins without examples, their number grows, and all numbers can be used.
    public init?(_ shares: [Share], categories: Int) {
        guard let first = shares.first, first.shots == 0, first.weight == 1,
            zip(shares, shares.dropFirst()).allSatisfy({ $0.shots < $1.shots }),
            shares.allSatisfy({ 0...1 ~= $0.weight && $0.offset.isFinite && $0.slope > 0 && $0.slope.isFinite })
        else { return nil }
        (self.shares, self.categories) = (shares, categories)
    }

    private init(standard shares: [Share], categories: Int) {
        (self.shares, self.categories) = (shares, categories)
    }

    /// Reads a table.
    ///
    /// - Throws: `DecodingError` for one that can't be used.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let table = TextShares(
            try values.decode([Share].self, forKey: .shares),
            categories: try values.decode(Int.self, forKey: .categories))
        guard let table else {
            throw DecodingError.dataCorruptedError(
                forKey: .shares, in: values, debugDescription: "shares that can't be used")
        }
        self = table
    }

    private enum CodingKeys: CodingKey { case shares, categories }

    /// The shares of a store with too few categories to learn its own: those of 40 of Complete Journey's categories, whose types of products
    /// are titles, seen with all-MiniLM-L6-v2, as `shopguide reproduce titles --data journey:products.tsv.gz --encoder minilm` prints them.
    public static let standard = TextShares(
        standard: [
            Share(shots: 0, weight: 1, offset: 0.2665, slope: 1.0100),
            Share(shots: 1, weight: 0.6, offset: 0.3367, slope: 0.9855),
            Share(shots: 2, weight: 0.5, offset: 0.2609, slope: 0.8768),
            Share(shots: 5, weight: 0.3, offset: 0.2600, slope: 0.7619),
            Share(shots: 10, weight: 0.2, offset: 0.2125, slope: 0.7848),
            Share(shots: 20, weight: 0, offset: 0.1110, slope: 0.8890),
        ], categories: 40)

    /// Returns the share for a number of examples: between two that were learned, by 1 / (1 + K).
    public func share(shots: Int) -> Share {
        guard let above = shares.firstIndex(where: { $0.shots >= shots }) else {
            var last = shares[shares.count - 1]
            last.shots = shots
            return last
        }
        let (high, low) = (shares[above], shares[max(0, above - 1)])
        guard high.shots > shots else { return high }
        func place(_ shots: Int) -> Double { 1 / Double(1 + shots) }
        let part = (place(shots) - place(high.shots)) / (place(low.shots) - place(high.shots))  // 1 at the lower one
        func between(_ low: Double, _ high: Double) -> Double { high + part * (low - high) }
        return Share(
            shots: shots, weight: between(low.weight, high.weight), offset: between(low.offset, high.offset),
            slope: between(low.slope, high.slope),
            recognised: low.recognised.flatMap { low in high.recognised.map { between(low, $0) } })
    }
}

extension TextShares.Share {
    /// Returns the embedding that queries are compared with: α t + (1 − α) p.
    func joined(text: [Float], examples: [Float]?) -> [Float] {
        guard let examples else { return text }
        let weight = Float(weight)
        return zip(text, examples).map { weight * $0 + (1 - weight) * $1 }
    }

    /// Returns the distance by which something is classified: a + b d, which is no less than 0, in units of an embedding's squared length.
    func corrected(_ distance: Double, unit: Double) -> Double { max(0, offset * unit + slope * distance) }
}
