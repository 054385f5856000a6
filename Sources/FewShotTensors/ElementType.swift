/// The type of a tensor's elements.
public enum ElementType: String, Sendable, CaseIterable, Codable {
    /// IEEE single precision: features, weights, activations.
    case float32
    /// IEEE double precision: for checking gradients.
    case float64
    /// Signed 64-bit integers: labels and indices.
    case int64
    /// Bytes: images, 0…255.
    case uint8
    /// Truth values: masks.
    case bool
    /// The upper half of a single: for matrix products where the processor or the GPU has units for them.
    case bfloat16

    /// Bytes per element.
    public var size: Int {
        switch self {
        case .float32: 4
        case .float64, .int64: 8
        case .uint8, .bool: 1
        case .bfloat16: 2
        }
    }
}

/// A Swift type that tensors can hold.
public protocol TensorScalar: Sendable {
    /// The element type with the same bits.
    static var elementType: ElementType { get }
}

extension Float: TensorScalar {
    /// Single precision.
    public static var elementType: ElementType { .float32 }
}

extension Double: TensorScalar {
    /// Double precision.
    public static var elementType: ElementType { .float64 }
}

extension Int: TensorScalar {
    /// 64-bit integers.
    public static var elementType: ElementType { .int64 }
}

extension UInt8: TensorScalar {
    /// Bytes.
    public static var elementType: ElementType { .uint8 }
}

extension Bool: TensorScalar {
    /// Truth values.
    public static var elementType: ElementType { .bool }
}
