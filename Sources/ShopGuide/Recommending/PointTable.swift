/// Points of the same number of dimensions, row by row in one piece of memory, each scaled to length 1.
///
/// Numbers are kept as 32,767ths. What takes time is fetching them, and of such numbers a processor multiplies eight at once; cosines are
/// right to the fourth digit.
struct PointTable: Sendable {
    let dimensions: Int
    /// Numbers of a row: the dimensions, filled up with zeros to whole steps.
    let width: Int
    private(set) var numbers: [Int16] = []

    init(dimensions: Int) {
        self.dimensions = dimensions
        width = Self.width(of: dimensions)
    }

    /// Numbers that are multiplied in a step.
    private static let step = 16
    /// The number that stands for 1.
    static let one: Float = 32_767

    static func width(of dimensions: Int) -> Int { (dimensions + step - 1) / step * step }

    var count: Int { width == 0 ? 0 : numbers.count / width }

    /// Adds a row; a point of zeros stays one, and is like nothing.
    mutating func append(_ point: [Float]) { numbers += Self.row(of: point, dimensions) }

    /// Adds a row of another table, or more.
    mutating func append(_ rows: ArraySlice<Int16>) { numbers += rows }

    /// Replaces a row.
    mutating func replace(_ row: Int, with point: [Float]) {
        let start = row * width
        for (index, number) in Self.row(of: point, dimensions).enumerated() { numbers[start + index] = number }
    }

    mutating func removeLast() { numbers.removeLast(width) }

    /// The numbers of a row.
    subscript(row: Int) -> [Float] { numbers[row * width..<row * width + dimensions].map { Float($0) / Self.one } }

    /// The cosine of two rows.
    func cosine(_ row: Int, _ other: Int) -> Float {
        numbers.withUnsafeBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return 0 }
            return Self.cosine(base + row * width, base + other * width, width)
        }
    }

    /// The cosine of a row and a vector.
    func cosine(_ row: Int, to vector: [Float]) -> Float {
        let vector = Self.row(of: vector, dimensions)
        return numbers.withUnsafeBufferPointer { numbers in
            numbers.baseAddress.map { Self.cosine($0 + row * width, vector, width) } ?? 0
        }
    }

    /// The cosines of all rows with a vector.
    func cosines(with vector: [Float]) -> [Float] {
        let vector = Self.row(of: vector, dimensions)
        var products = [Int32](repeating: 0, count: count)
        numbers.withUnsafeBufferPointer { numbers in
            if let base = numbers.baseAddress { Self.dots(base, count, vector, width, &products) }
        }
        return products.map { Float($0) / (Self.one * Self.one) }
    }

    /// The cosines of some rows with others: for each of `rows`, those with all of `others` in their order.
    ///
    /// Each of the others is fetched once, and meets all rows.
    func cosines(of rows: [Int], with others: [Int]) -> [[Float]] {
        // The rows side by side, so that they stay at hand.
        var few = PointTable(dimensions: dimensions)
        for row in rows { few.append(numbers[row * width..<(row + 1) * width]) }
        var all = rows.map { _ in [Float](repeating: 0, count: others.count) }
        var products = [Int32](repeating: 0, count: rows.count)
        numbers.withUnsafeBufferPointer { numbers in
            few.numbers.withUnsafeBufferPointer { few in
                guard let base = numbers.baseAddress, let few = few.baseAddress else { return }
                for (place, other) in others.enumerated() {
                    Self.dots(few, rows.count, base + other * width, width, &products)
                    for number in rows.indices { all[number][place] = Float(products[number]) / (Self.one * Self.one) }
                }
            }
        }
        return all
    }

    /// The row that keeps a point.
    static func row(of point: [Float], _ dimensions: Int) -> [Int16] {
        precondition(point.count == dimensions, "\(point.count) numbers; points here have \(dimensions)")
        let length = point.reduce(0) { $0 + $1 * $1 }.squareRoot()
        var row = [Int16](repeating: 0, count: width(of: dimensions))
        // A point that a model could not place is like nothing either.
        guard length > 0, length.isFinite else { return row }
        for (index, number) in point.enumerated() { row[index] = Int16((number / length * one).rounded()) }
        return row
    }

    static func unit(_ point: [Float], _ dimensions: Int) -> [Float] {
        precondition(point.count == dimensions, "\(point.count) numbers; points here have \(dimensions)")
        let length = point.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? point.map { $0 / length } : point
    }

    @inline(__always)
    private static func cosine(_ a: UnsafePointer<Int16>, _ b: UnsafePointer<Int16>, _ width: Int) -> Float {
        Float(dot(a, b, width)) / (one * one)
    }

    /// The product of two rows; it can't overflow, for both have length 1.
    @inline(__always)
    static func dot(_ a: UnsafePointer<Int16>, _ b: UnsafePointer<Int16>, _ width: Int) -> Int32 {
        var product: Int32 = 0
        dots(a, 1, b, width, &product)
        return product
    }

    /// The products of rows that lie one after the other with a vector.
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
