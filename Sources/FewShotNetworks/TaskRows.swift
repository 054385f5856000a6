import FewShotTensors

/// The first layer of a ``TaskNetwork`` on rows of frozen encoders' features: a linear map of each encoder's features, scaled to length 1.
///
/// Each map begins as the projection on the first principal components, so that the head's first inner step makes it a classifier by
/// class means.
public struct TaskRows: Module {
    /// The numbers of a row that are each encoder's features.
    public let ranges: [Range<Int>]
    /// A map for each encoder.
    public var maps: [FeatureHead]

    /// The length of the maps' outputs beside each other, which decides how far an inner step goes.
    private static let length = 7.0

    /// Creates maps with random weights.
    ///
    /// - Parameters:
    ///   - ranges: The numbers of a row that are each encoder's features.
    ///   - outputs: The numbers that each encoder's features are mapped to, at most.
    ///   - generator: Draws the weights.
    public init(_ ranges: [Range<Int>], outputs: Int, using generator: inout some RandomNumberGenerator) {
        precondition(!ranges.isEmpty, "no features to map")
        self.ranges = ranges
        maps = []
        for range in ranges { maps.append(FeatureHead(range.count, min(outputs, range.count), using: &generator)) }
    }

    /// The numbers that a row is mapped to.
    public var outputs: Int { maps.reduce(0) { $0 + $1.weight.size(-1) } }

    /// Maps rows to features; of what an encoder sees nothing of, its numbers are 0.
    ///
    /// - Parameter input: Shape `[tasks, n, width]`.
    /// - Returns: Shape `[tasks, n, outputs]`.
    /// - Precondition: the parameters are repeated for the tasks.
    func features(_ input: Tensor) -> Tensor {
        var context = ForwardContext(normalization: .running)
        let scale = Self.length / Double(maps.count).squareRoot()
        let parts = zip(maps, ranges).map { map, range in
            let features = input.slice(range, 2)
            let isPresent = (features.absolute() .> 0).any(2, keeping: true).to(map.mean.elementType)
            return map(features, in: &context).normalized() * (isPresent * scale)
        }
        return parts.count == 1 ? parts[0] : .concatenated(parts, 2)
    }

    /// Takes means, deviations and principal components from rows `[n, width]`.
    ///
    /// - Throws: The error of rows that can't be read.
    public mutating func initialize(from examples: Tensor) throws {
        for (index, range) in ranges.enumerated() {
            let features = examples.slice(range, 1)
            let numbers = try (features.absolute() .> 0).any(1, keeping: true).to(.float32).values(as: Float.self)
            let present = numbers.indices.filter { numbers[$0] > 0 }
            if !present.isEmpty { try maps[index].initialize(from: features.rows(present)) }
        }
    }

    /// Shows the maps.
    public mutating func visit(_ parameters: inout ParameterVisitor) { parameters("maps", &maps) }
}
