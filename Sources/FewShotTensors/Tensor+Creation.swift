// Values are made in the processor's memory and then moved, so that a seed gives the same ones on every device.

extension Tensor {
    /// Creates a tensor from elements in row-major order; carries an error where their number is not the shape's.
    public init<Scalar: TensorScalar>(_ values: [Scalar], shape: [Int], on device: Device = .cpu) {
        self = values.withUnsafeBytes { Native.tensor(copying: $0, shape: shape, type: Scalar.elementType) }.to(device)
    }

    /// Creates a vector.
    public init<Scalar: TensorScalar>(_ values: [Scalar], on device: Device = .cpu) {
        self.init(values, shape: [values.count], on: device)
    }

    /// Creates a tensor without dimensions.
    public init(_ value: Double, type: ElementType = .float32, on device: Device = .cpu) {
        self = .full([], value, type: type, on: device)
    }

    /// Creates a tensor from the bytes of its elements, row-major, in this machine's byte order.
    public init(bytes: UnsafeRawBufferPointer, shape: [Int], type: ElementType, on device: Device = .cpu) {
        self = Native.tensor(copying: bytes, shape: shape, type: type).to(device)
    }

    /// Returns a tensor filled with one value.
    public static func full(
        _ shape: [Int], _ value: Double, type: ElementType = .float32, on device: Device = .cpu
    ) -> Tensor {
        Native.full(shape, value, type).to(device)
    }

    /// Returns a tensor of zeros.
    public static func zeros(_ shape: [Int], type: ElementType = .float32, on device: Device = .cpu) -> Tensor {
        full(shape, 0, type: type, on: device)
    }

    /// Returns a tensor of ones.
    public static func ones(_ shape: [Int], type: ElementType = .float32, on device: Device = .cpu) -> Tensor {
        full(shape, 1, type: type, on: device)
    }

    /// Returns the whole numbers of a range, shape `[count]`, int64.
    public static func range(_ bounds: Range<Int>, on device: Device = .cpu) -> Tensor {
        Native.range(bounds).to(device)
    }

    /// Returns the identity matrix, shape `[size, size]`.
    public static func identity(_ size: Int, type: ElementType = .float32, on device: Device = .cpu) -> Tensor {
        Native.identity(size, type).to(device)
    }

    /// Returns independent numbers, uniform in `low ..< high`; the same generator state gives the same bits on every device.
    public static func uniform(
        _ shape: [Int], low: Double = 0, high: Double = 1, type: ElementType = .float32, on device: Device = .cpu,
        using generator: inout some RandomNumberGenerator
    ) -> Tensor {
        Native.uniform(shape, low, high, seed: generator.next(), type).to(device)
    }

    /// Returns independent standard normal numbers; the same generator state gives the same bits on every device.
    public static func normal(
        _ shape: [Int], type: ElementType = .float32, on device: Device = .cpu,
        using generator: inout some RandomNumberGenerator
    ) -> Tensor {
        Native.normal(shape, seed: generator.next(), type).to(device)
    }

    /// Returns the same values as another element type, or itself where it has that type already.
    public func to(_ type: ElementType) -> Tensor { type == elementType ? self : Native.convert(self, type) }

    /// Returns the same values on another device, or itself where it is there already; carries an error where there is no such
    /// device.
    public func to(_ device: Device) -> Tensor {
        if device == self.device { return self }
        if let reason = device.unavailability {
            return Tensor(failure: TensorError(.device, operation: "to \(device)", message: reason))
        }
        return Native.move(self, device)
    }
}
