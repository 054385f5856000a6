extension [Float] {
    /// Rows of numbers that are filled in one piece of memory, row after row; a number at a time in arrays of arrays would take several times as
    /// long.
    ///
    /// - Parameters:
    ///   - rows: The number of rows.
    ///   - columns: The number of numbers in a row.
    ///   - fill: Sets what isn't to be 0.
    /// - Returns: The rows.
    static func table(
        _ rows: Int, _ columns: Int, _ fill: (_ numbers: UnsafeMutableBufferPointer<Float>) -> Void
    ) -> [[Float]] {
        var numbers = [Float](repeating: 0, count: rows * columns)
        numbers.withUnsafeMutableBufferPointer { fill($0) }
        return (0..<rows).map { Array(numbers[$0 * columns..<($0 + 1) * columns]) }
    }
}
