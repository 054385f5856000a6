/// Quantised vectors by slot, in pages, so that a copy of the table shares all those that don't change afterwards.
package struct EmbeddingTable: Sendable {
    /// The width of the vectors.
    package let dimensions: Int
    /// The rows, by page.
    private(set) var pages: [EmbeddingPage] = []
    /// The number of rows.
    package private(set) var count = 0
    /// The numbers of a row of which none is left out.
    private var width: Int { QuantizedVectors.width(of: dimensions) }

    /// The rows of a page.
    static let pageRows = 1024

    /// Creates a table without rows.
    package init(dimensions: Int) { self.dimensions = dimensions }

    /// Creates a table of pages that were kept; nil where one of them, but for the last, isn't full.
    init?(dimensions: Int, pages: [EmbeddingPage]) {
        guard pages.dropLast().allSatisfy({ $0.count == Self.pageRows }) else { return nil }
        guard pages.last.map({ 1...Self.pageRows ~= $0.count }) ?? true else { return nil }
        (self.dimensions, self.pages) = (dimensions, pages)
        count = pages.reduce(0) { $0 + $1.count }
    }

    /// Adds a row; a vector of zeros stays one, and is similar to nothing.
    package mutating func append(_ vector: [Float]) {
        if count == pages.count * Self.pageRows {
            if count > 0 { pages[pages.count - 1].trim() }
            pages.append(EmbeddingPage())
        }
        pages[pages.count - 1].append(QuantizedVectors.row(of: vector, dimensions))
        count += 1
    }

    /// Replaces a row.
    package mutating func replace(_ row: Int, with vector: [Float]) {
        pages[row / Self.pageRows].replace(row % Self.pageRows, with: QuantizedVectors.row(of: vector, dimensions))
    }

    /// The unit vector of a row.
    package subscript(row: Int) -> [Float] {
        self.row(row).prefix(dimensions).map { Float($0) / QuantizedVectors.one }
    }

    /// Whether a row is that of a vector of zeros.
    package func isEmpty(_ row: Int) -> Bool { pages[row / Self.pageRows].isEmpty(row % Self.pageRows) }

    /// Returns the vectors of those rows of a range that are included.
    func block(_ rows: Range<Int>, where isIncluded: (Int) -> Bool) -> VectorBlock {
        let slots = rows.filter(isIncluded)
        var numbers = [Float](repeating: 0, count: slots.count * dimensions)
        numbers.withUnsafeMutableBufferPointer { numbers in
            for (place, slot) in slots.enumerated() {
                let start = place * dimensions
                pages[slot / Self.pageRows].copy(
                    slot % Self.pageRows, to: UnsafeMutableBufferPointer(rebasing: numbers[start..<start + dimensions]))
            }
        }
        return VectorBlock(slots: slots, numbers: numbers)
    }

    /// The cosine of two rows.
    package func cosine(_ row: Int, _ other: Int) -> Float { cosine(other, toRow: self.row(row)) }

    /// The cosine of a row and a vector.
    package func cosine(_ row: Int, to vector: [Float]) -> Float {
        cosine(row, toRow: QuantizedVectors.row(of: vector, dimensions))
    }

    private func cosine(_ row: Int, toRow other: [Int16]) -> Float {
        var product: Int32 = 0
        pages[row / Self.pageRows].dots(row % Self.pageRows, with: other, 1, width, &product)
        return Self.cosine(product)
    }

    /// The cosines of some rows with others: for each of `rows`, those with all of `others` in their order.
    ///
    /// Each of the others is fetched once, and compared with all rows.
    package func cosines(of rows: [Int], with others: [Int]) -> [[Float]] {
        // The rows side by side, so that they stay at hand.
        let few = rows.flatMap { row($0) }
        return [Float].table(rows.count, others.count) { all in
            var products = [Int32](repeating: 0, count: rows.count)
            for (place, other) in others.enumerated() {
                pages[other / Self.pageRows].dots(other % Self.pageRows, with: few, rows.count, width, &products)
                for number in rows.indices { all[number * others.count + place] = Self.cosine(products[number]) }
            }
        }
    }

    private func row(_ row: Int) -> [Int16] { pages[row / Self.pageRows].row(row % Self.pageRows, width) }

    private static func cosine(_ product: Int32) -> Float {
        Float(product) / (QuantizedVectors.one * QuantizedVectors.one)
    }
}
