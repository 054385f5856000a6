/// A random projection of vectors of any width to a fixed one, which keeps their cosines (Johnson and Lindenstrauss, 1984).
///
/// Entry (i, j) of the matrix is +1 or −1, decided by i and j alone, so that vectors of one width always meet in the same space.
enum VectorProjection {
    /// The width of the projections.
    static let dimensions = 128

    /// Returns a vector's projection, of length 1; `nil` for zeros and for numbers that aren't finite.
    static func projected(_ vector: [Float]) -> [Float]? {
        guard let vector = unit(vector) else { return nil }
        var sums = [Float](repeating: 0, count: dimensions)
        for (index, value) in vector.enumerated() where value != 0 {
            for word in 0..<dimensions / 64 {
                var bits = mixed(UInt64(index) &* 2 &+ UInt64(word) &+ 0x5665_6374_6F72)
                for place in 0..<64 {
                    sums[word * 64 + place] += bits & 1 == 0 ? value : -value
                    bits >>= 1
                }
            }
        }
        return unit(sums)
    }

    /// The vector at length 1; `nil` where it has no direction.
    static func unit(_ vector: [Float]) -> [Float]? {
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        return length > 0 && length.isFinite ? vector.map { Float(Double($0) / length) } : nil
    }

    /// The finaliser of SplitMix64: 64 bits that look random.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var bits = number &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
