/// An n-dimensional array of numbers, held by LibTorch.
///
/// A value: no operation changes a tensor, and copies share storage. Operations don't throw. One that fails (shapes that don't
/// fit, memory that runs out) returns a tensor that carries the error, as NaN does, through everything computed from it;
/// reading it (``scalar()``, ``values(as:)``) throws the first error.
public struct Tensor: Sendable {
    enum Storage: Sendable {
        case native(NativeTensor)
        case failed(TensorError)
    }

    let storage: Storage

    init(_ native: NativeTensor) { storage = .native(native) }

    /// Creates a tensor that stands for a failed computation.
    public init(failure: TensorError) { storage = .failed(failure) }

    /// The first error among what this tensor was computed from; `nil` for a sound tensor.
    public var failure: TensorError? {
        if case .failed(let error) = storage { error } else { nil }
    }

    /// The size of each dimension, outermost first; empty for a scalar, and for a failed tensor.
    public var shape: [Int] { Native.shape(self) }

    /// The number of dimensions.
    public var rank: Int { shape.count }

    /// The number of elements; 0 for a failed tensor.
    public var count: Int { Native.count(self) }

    /// The type of the elements; float32 for a failed tensor.
    public var elementType: ElementType { Native.elementType(self) }

    /// The device that holds the values.
    public var device: Device { Native.device(self) }

    /// Whether gradients flow through this tensor.
    public var isTraced: Bool { Native.isTraced(self) }

    /// Whether this is a batch of images that is stored with the channels innermost.
    public var isChannelsLast: Bool { Native.isChannelsLast(self) }

    /// The size of one dimension, counted from the end where negative; 0 where there is no such dimension.
    public func size(_ dimension: Int) -> Int {
        let shape = shape
        let index = dimension < 0 ? dimension + shape.count : dimension
        return shape.indices.contains(index) ? shape[index] : 0
    }

    /// Returns this tensor, or throws the error that it carries.
    @discardableResult
    public func checked() throws(TensorError) -> Tensor {
        if case .failed(let error) = storage { throw error }
        return self
    }

    /// Returns all elements, row-major.
    ///
    /// - Throws: the tensor's own error, or a ``TensorError/Code/reading`` error where the element type is another.
    public func values<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) throws(TensorError) -> [Scalar] {
        try checked()
        guard elementType == Scalar.elementType else {
            let message = "the elements are \(elementType.rawValue), not \(Scalar.elementType.rawValue)"
            throw TensorError(.reading, operation: "values", shapes: [shape], message: message)
        }
        return try Native.elements(of: self)
    }

    /// Returns the bytes of all elements, row-major, in this machine's byte order.
    public func bytes() throws(TensorError) -> [UInt8] {
        try checked()
        return try Native.bytes(of: self)
    }

    /// Returns the only element as a number, whatever its type.
    public func scalar() throws(TensorError) -> Double {
        try checked()
        guard count == 1 else {
            throw TensorError(
                .reading, operation: "scalar", shapes: [shape], message: "it has \(count) elements, not one")
        }
        return try to(.float64).values(as: Double.self)[0]
    }
}

extension Tensor: CustomStringConvertible {
    /// The shape and the first values.
    public var description: String {
        if let failure { return "Tensor(failed: \(failure))" }
        let shown = (try? reshaped([-1])[0..<Swift.min(count, 8)].to(.float64).values(as: Double.self)) ?? []
        let list = shown.map { "\($0)" }.joined(separator: ", ")
        return "Tensor(\(elementType.rawValue) \(shape): \(list)\(count > 8 ? ", …" : ""))"
    }
}

extension Tensor {
    /// Tells one computed tensor from another; copies of one share it. `nil` for a failed tensor.
    public var identity: ObjectIdentifier? {
        if case .native(let native) = storage { ObjectIdentifier(native) } else { nil }
    }
}
