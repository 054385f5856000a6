import FewShotNetworks

/// An encoder of rows of products: what a metric space of products needs to be searched, restricted and explained.
public protocol ProductEncoding: FeatureEncoder {
    /// The layout of a row.
    var parts: ProductParts { get }

    /// Returns the size of a part's share of an embedding, in the order of ``ProductParts/ranges``.
    func dimensions(of part: ProductParts.Part) -> Int

    /// Returns the shorter way for products of which only the title is known; `nil` where there is none.
    ///
    /// - Parameter profile: The catalogue's columns, for encoders that weigh words by it.
    /// - Returns: The shorter way.
    /// - Throws: The error of weights that can't be read.
    func titleEmbedder(in profile: CatalogueProfile) throws -> TitleEmbedder?
}

extension ProductEncoding {
    /// The range of each part in an embedding.
    public var embeddingRanges: [ProductParts.Part: Range<Int>] {
        var (start, ranges) = (0, [ProductParts.Part: Range<Int>]())
        for (part, _) in parts.ranges {
            let count = dimensions(of: part)
            ranges[part] = start..<start + count
            start += count
        }
        return ranges
    }

    /// The range of each slot of a row in an embedding.
    public var slotRanges: [ProductParts.Slot: Range<Int>] {
        let ranges = embeddingRanges
        var result: [ProductParts.Slot: Range<Int>] = [:]
        for (slot, _) in parts.slots {
            guard let range = ranges[slot.part] else { continue }
            let width = slot.part == .vector ? range.count / parts.vectorCount : range.count
            result[slot] = range.lowerBound + slot.place * width..<range.lowerBound + (slot.place + 1) * width
        }
        return result
    }

    /// Returns the size of an embedding.
    public func outputShape(for input: [Int]) -> [Int] { [parts.ranges.reduce(0) { $0 + dimensions(of: $1.part) }] }
}
