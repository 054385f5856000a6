/// Points of the same number of dimensions, row by row in one piece of memory, each scaled to length 1.
struct PointTable: Sendable {
    let dimensions: Int
    private(set) var numbers: [Float] = []

    init(dimensions: Int) { self.dimensions = dimensions }

    var count: Int { dimensions == 0 ? 0 : numbers.count / dimensions }

    /// Adds a row; a point of zeros stays one, and is like nothing.
    mutating func append(_ point: [Float]) { numbers += Self.unit(point, dimensions) }

    /// Replaces a row.
    mutating func replace(_ row: Int, with point: [Float]) {
        let unit = Self.unit(point, dimensions)
        for index in 0..<dimensions { numbers[row * dimensions + index] = unit[index] }
    }

    /// The numbers of a row.
    subscript(row: Int) -> [Float] { Array(numbers[row * dimensions..<(row + 1) * dimensions]) }

    /// The cosine of two rows.
    func cosine(_ row: Int, _ other: Int) -> Float {
        numbers.withUnsafeBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return 0 }
            return Self.dot(base + row * dimensions, base + other * dimensions, dimensions)
        }
    }

    /// The cosine of a row and a vector of length 1.
    func cosine(_ row: Int, to vector: [Float]) -> Float {
        var result: Float = 0
        scan([vector], rows: row..<row + 1) { result = $2 }
        return result
    }

    /// Hands over the dot product of some rows with each query.
    @inline(__always)
    func scan(
        _ queries: [[Float]], rows wanted: some Sequence<Int>, _ body: (_ row: Int, _ query: Int, Float) -> Void
    ) {
        let flat = queries.flatMap(\.self)
        let count = queries.count
        numbers.withUnsafeBufferPointer { numbers in
            flat.withUnsafeBufferPointer { flat in
                guard let rows = numbers.baseAddress, let flat = flat.baseAddress else { return }
                for row in wanted {
                    let start = rows + row * dimensions
                    for query in 0..<count { body(row, query, Self.dot(start, flat + query * dimensions, dimensions)) }
                }
            }
        }
    }

    static func unit(_ point: [Float], _ dimensions: Int) -> [Float] {
        precondition(point.count == dimensions, "\(point.count) numbers; points here have \(dimensions)")
        let length = point.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? point.map { $0 / length } : point
    }

    /// Sixteen numbers at a time, in two sums that don't wait for each other.
    @inline(__always)
    private static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
        let (left, right) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
        var (first, second) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
        let whole = count / 16 * 16
        var index = 0
        while index < whole {
            let offset = index * 4
            // A product and a sum, for a fused one is a call for each number where the processor at hand isn't known to have it.
            first +=
                left.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
                * right.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
            second +=
                left.loadUnaligned(fromByteOffset: offset + 32, as: SIMD8<Float>.self)
                * right.loadUnaligned(fromByteOffset: offset + 32, as: SIMD8<Float>.self)
            index += 16
        }
        var sum = (first + second).sum()
        while index < count {
            sum += a[index] * b[index]
            index += 1
        }
        return sum
    }
}
