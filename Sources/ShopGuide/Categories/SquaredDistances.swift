/// Squared Euclidean distances, eight numbers at a time.
enum SquaredDistances {
    /// Returns the distance of every row of a matrix to a vector.
    ///
    /// - Parameters:
    ///   - rows: Row by row, each as long as the vector.
    ///   - vector: What they are compared with; not empty.
    /// - Returns: One distance per row.
    static func rows(_ rows: [Float], to vector: [Float]) -> [Double] {
        let width = vector.count
        return rows.withUnsafeBufferPointer { rows in
            vector.withUnsafeBufferPointer { vector in
                stride(from: 0, to: rows.count, by: width).map { start in
                    distance(UnsafeBufferPointer(rebasing: rows[start..<start + width]), vector)
                }
            }
        }
    }

    private static func distance(_ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>) -> Double {
        var sums = SIMD8<Float>.zero
        let whole = a.count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) {
            let difference = eight(a, start) - eight(b, start)
            sums.addProduct(difference, difference)
        }
        var total = Double(sums.sum())
        for index in whole..<a.count { total += Double((a[index] - b[index]) * (a[index] - b[index])) }
        return total
    }

    private static func eight(_ numbers: UnsafeBufferPointer<Float>, _ start: Int) -> SIMD8<Float> {
        UnsafeRawBufferPointer(numbers).loadUnaligned(
            fromByteOffset: start * MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
    }
}
