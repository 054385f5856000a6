extension UnsafeBufferPointer<Float> {
    /// Returns the sum of the products with as many other numbers, sixteen at a time.
    @inline(__always)
    func dot(_ other: Self) -> Float {
        var (sums, others) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
        let whole = count / 16 * 16
        var start = 0
        while start < whole {
            // A product and a sum, for a fused one is a call for each number where the processor at hand isn't known to have it.
            sums += eight(start) * other.eight(start)
            others += eight(start + 8) * other.eight(start + 8)
            start += 16
        }
        return (whole..<count).reduce((sums + others).sum()) { $0 + self[$1] * other[$1] }
    }

    /// Eight numbers from a place on.
    @inline(__always)
    func eight(_ start: Int) -> SIMD8<Float> {
        UnsafeRawBufferPointer(self).loadUnaligned(
            fromByteOffset: start * MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
    }

    /// Numbers from a place on.
    @inline(__always)
    func slice(_ start: Int, _ count: Int) -> Self { Self(rebasing: self[start..<start + count]) }
}
