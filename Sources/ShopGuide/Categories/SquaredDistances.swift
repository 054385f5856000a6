/// Squared Euclidean distances, sixteen numbers at a time.
enum SquaredDistances {
    /// Returns the distance of every row of a matrix to a vector.
    ///
    /// - Parameters:
    ///   - rows: Row by row, each as long as the vector.
    ///   - vector: The vector to compare them with; not empty.
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
        var (sums, others) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
        let whole = a.count / 16 * 16
        var start = 0
        while start < whole {
            // A product and a sum, for a fused one is a call for each number where the processor at hand isn't known to have it.
            let (difference, other) = (a.eight(start) - b.eight(start), a.eight(start + 8) - b.eight(start + 8))
            sums += difference * difference
            others += other * other
            start += 16
        }
        var total = Double((sums + others).sum())
        for index in whole..<a.count { total += Double((a[index] - b[index]) * (a[index] - b[index])) }
        return total
    }
}
