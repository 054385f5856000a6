extension CategoryIndex {
    /// Returns the index as something sees it of which less is known: of every example only some numbers, scaled to the length that
    /// the example has; examples that have none of them are left out, and so are categories without others.
    ///
    /// - Parameters:
    ///   - ranges: The numbers that are known.
    ///   - rule: The calibration for distances by these numbers.
    /// - Returns: An index of the same dimensions.
    public func restricted(to ranges: [Range<Int>], rule: CategoryCalibration) -> CategoryIndex {
        var result = CategoryIndex(dimensions: dimensions, rule: rule)
        result.join(by: shares)
        for category in categories {
            for example in category.examples + (category.text.map { [$0] } ?? []) {
                guard let known = Self.restricted(example.embedding, to: ranges) else { continue }
                // What was taken once is finite, of this size and known by one name.
                try? result.teach(category.name, TaughtCategory.Example(id: example.id, embedding: known))
            }
        }
        return result
    }

    /// Returns what is known of an embedding, at the embedding's length; `nil` where that is nothing.
    public static func restricted(_ embedding: [Float], to ranges: [Range<Int>]) -> [Float]? {
        func length(_ numbers: some Sequence<Float>) -> Float { numbers.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let known = length(ranges.lazy.flatMap { embedding[$0] })
        guard known > 0 else { return nil }
        let factor = length(embedding) / known
        var result = [Float](repeating: 0, count: embedding.count)
        for range in ranges { for index in range { result[index] = embedding[index] * factor } }
        return result
    }
}
