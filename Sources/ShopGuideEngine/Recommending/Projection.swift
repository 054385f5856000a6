import FewShotTensors

/// Points in fewer dimensions, whose cosines are about those of the points: what is looked through to find what is near.
///
/// Every number of a point goes to one of 64 places with a sign, both drawn once (feature hashing; Weinberger et al., 2009).
struct Projection: Sendable {
    /// How many numbers a sketch has at most.
    static let limit = 64
    /// How many numbers a sketch has.
    let dimensions: Int
    private let places: [(index: Int, sign: Float)]

    init(from dimensions: Int) {
        self.dimensions = min(dimensions, Self.limit)
        var generator = SeededGenerator(seed: 0x536B_6574_6368)
        let limit = self.dimensions
        places =
            dimensions <= Self.limit
            ? [] : (0..<dimensions).map { _ in (generator.integer(below: limit), generator.next() & 1 == 0 ? 1 : -1) }
    }

    func sketch(of point: [Float]) -> [Float] {
        guard !places.isEmpty else { return point }
        var sketch = [Float](repeating: 0, count: dimensions)
        for (number, place) in zip(point, places) { sketch[place.index] += place.sign * number }
        return sketch
    }
}
