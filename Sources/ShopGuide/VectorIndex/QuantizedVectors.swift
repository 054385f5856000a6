/// Unit vectors of one width, quantised to 16 bits, row by row in one piece of memory.
///
/// Numbers are multiples of 1/32,767. Fetching them takes most of the time, and a processor multiplies eight of them at once; cosines are
/// right to the fourth digit.
package struct QuantizedVectors: Sendable {
    /// The width of the vectors.
    package let dimensions: Int
    /// The numbers of a row: the dimensions, filled up with zeros to whole steps.
    let width: Int
    /// The rows, one after the other.
    private(set) var numbers: [Int16] = []

    /// Creates a table without rows.
    package init(dimensions: Int) {
        self.dimensions = dimensions
        width = Self.width(of: dimensions)
    }

    /// Creates a table of rows that were kept; nil where they aren't whole.
    init?(dimensions: Int, numbers: [Int16]) {
        self.init(dimensions: dimensions)
        guard width > 0 ? numbers.count.isMultiple(of: width) : numbers.isEmpty else { return nil }
        self.numbers = numbers
    }

    /// The number of multiplications in a step.
    private static let step = 16
    /// The number that stands for 1.
    static let one: Float = 32_767

    static func width(of dimensions: Int) -> Int { (dimensions + step - 1) / step * step }

    /// The number of rows.
    package var count: Int { width == 0 ? 0 : numbers.count / width }

    /// Adds a row; a vector of zeros stays one, and is similar to nothing.
    package mutating func append(_ vector: [Float]) { numbers += Self.row(of: vector, dimensions) }

    /// Adds rows of another table.
    mutating func append(_ rows: ArraySlice<Int16>) { numbers += rows }

    /// Replaces a row.
    package mutating func replace(_ row: Int, with vector: [Float]) {
        let start = row * width
        for (index, number) in Self.row(of: vector, dimensions).enumerated() { numbers[start + index] = number }
    }

    /// Removes the last row.
    mutating func removeLast() { numbers.removeLast(width) }

    /// The unit vector of a row.
    package subscript(row: Int) -> [Float] {
        numbers[row * width..<row * width + dimensions].map { Float($0) / Self.one }
    }

    /// Whether a row is that of a vector of zeros.
    package func isEmpty(_ row: Int) -> Bool { numbers[row * width..<(row + 1) * width].allSatisfy { $0 == 0 } }

    /// The cosine of a row and a vector.
    package func cosine(_ row: Int, to vector: [Float]) -> Float {
        let vector = Self.row(of: vector, dimensions)
        return numbers.withUnsafeBufferPointer { numbers in
            numbers.baseAddress.map { Self.cosine($0 + row * width, vector, width) } ?? 0
        }
    }

    /// The cosines of all rows with a vector.
    package func cosines(with vector: [Float]) -> [Float] {
        let vector = Self.row(of: vector, dimensions)
        var products = [Int32](repeating: 0, count: count)
        numbers.withUnsafeBufferPointer { numbers in
            if let base = numbers.baseAddress { Self.dots(base, count, vector, width, &products) }
        }
        return products.map { Float($0) / (Self.one * Self.one) }
    }

    /// Returns a vector as a row.
    static func row(of vector: [Float], _ dimensions: Int) -> [Int16] {
        precondition(vector.count == dimensions, "\(vector.count) numbers; vectors here have \(dimensions)")
        let (vector, length) = measured(vector)
        var row = [Int16](repeating: 0, count: width(of: dimensions))
        guard length > 0, length.isFinite else { return row }
        row.withUnsafeMutableBufferPointer { row in
            for (index, number) in vector.enumerated() { row[index] = Int16((number / length * one).rounded()) }
        }
        return row
    }

    /// Returns a vector scaled to length 1; zeros where it has none, or a number that isn't finite.
    static func unit(_ vector: [Float]) -> [Float] {
        let (vector, length) = measured(vector)
        guard length > 0, length.isFinite else { return [Float](repeating: 0, count: vector.count) }
        return vector.map { $0 / length }
    }

    /// Returns a vector with its length; scaled first where single precision doesn't reach its squares.
    private static func measured(_ vector: [Float]) -> (vector: [Float], length: Float) {
        func length(_ vector: [Float]) -> Float { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let plain = length(vector)
        guard !plain.isFinite || plain < 1e-12 else { return (vector, plain) }
        let scaled = vector.withinReach
        return (scaled, length(scaled))
    }

    @inline(__always)
    private static func cosine(_ a: UnsafePointer<Int16>, _ b: UnsafePointer<Int16>, _ width: Int) -> Float {
        Float(dot(a, b, width)) / (one * one)
    }

    /// The dot product of two rows; it can't overflow, for both have length 1.
    @inline(__always)
    static func dot(_ a: UnsafePointer<Int16>, _ b: UnsafePointer<Int16>, _ width: Int) -> Int32 {
        var product: Int32 = 0
        dots(a, 1, b, width, &product)
        return product
    }

    /// Stores the dot products of consecutive rows with a vector.
    ///
    /// A function of its own, for only so its steps become instructions that multiply and add.
    @inline(never)
    static func dots(
        _ rows: UnsafePointer<Int16>, _ count: Int, _ vector: UnsafePointer<Int16>, _ width: Int,
        _ products: UnsafeMutablePointer<Int32>
    ) {
        let vector = UnsafeRawPointer(vector)
        for row in 0..<count {
            let numbers = UnsafeRawPointer(rows + row * width)
            var (first, second) = (SIMD8<Int32>.zero, SIMD8<Int32>.zero)
            var offset = 0
            while offset < width * 2 {
                first &+= wide(numbers, offset) &* wide(vector, offset)
                second &+= wide(numbers, offset + 16) &* wide(vector, offset + 16)
                offset += 32
            }
            products[row] = (first &+ second).wrappedSum()
        }
    }

    @inline(__always)
    private static func wide(_ numbers: UnsafeRawPointer, _ offset: Int) -> SIMD8<Int32> {
        SIMD8(truncatingIfNeeded: numbers.loadUnaligned(fromByteOffset: offset, as: SIMD8<Int16>.self))
    }
}
