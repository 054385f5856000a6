/// A failed operation on tensors: what was tried, on which shapes, and what was wrong.
public struct TensorError: Error, Sendable, Equatable {
    /// The kind of a failure; more may be added.
    public struct Code: Sendable, Hashable {
        let name: String

        /// The shapes, element types or values don't fit the operation, or memory ran out.
        public static let operation = Code(name: "operation")
        /// The values were asked for as another element type or number of elements than the tensor has.
        public static let reading = Code(name: "reading")
        /// A device was asked for that is not there.
        public static let device = Code(name: "device")
    }

    /// The kind of failure.
    public let code: Code
    /// The operation that failed first: `matmul`.
    public let operation: String
    /// The shapes it was given.
    public let shapes: [[Int]]
    /// The fault.
    public let message: String

    /// Creates an error from its parts.
    public init(_ code: Code, operation: String, shapes: [[Int]] = [], message: String) {
        self.code = code
        self.operation = operation
        self.shapes = shapes
        self.message = message
    }
}

extension TensorError: CustomStringConvertible {
    /// One line: `matmul of [3, 4] and [5, 6]: …`.
    public var description: String {
        let operands = shapes.map { "\($0)" }.joined(separator: " and ")
        return "\(operation)\(operands.isEmpty ? "" : " of \(operands)"): \(message)"
    }
}
