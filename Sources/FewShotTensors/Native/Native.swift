internal import CFewShotTorch

/// Owns one handle of the C interface.
///
/// Unchecked: the handle is set once, freed in `deinit`, and no operation of the interface changes a tensor, so any number of
/// threads may read it.
final class NativeTensor: @unchecked Sendable {
    let handle: fst_tensor

    init(_ handle: fst_tensor) { self.handle = handle }

    deinit { fst_free(handle) }
}

/// The C interface in Swift's types: this folder is the only place that knows it.
enum Native {}

// MARK: - Runtime

extension Native {
    static var version: String { String(cString: fst_version()) }
    static var threads: Int { Int(fst_threads()) }
    static var liveHandles: Int { Int(fst_live_handles()) }

    static func setThreads(_ count: Int) throws(TensorError) {
        try check("setThreads", fst_set_threads(Int32(clamping: count)))
    }

    static var kernels: String { String(cString: fst_kernels()) }

    static var productPrecision: ProductPrecision {
        get { fst_product_type() == FST_BFLOAT16 ? .bfloat16 : .float32 }
        set { fst_set_product_type(newValue == .bfloat16 ? FST_BFLOAT16 : FST_FLOAT32) }
    }

    static func useKernels(_ name: String?) -> Bool { fst_set_kernels(name) }

    static func keepBlocks(below bytes: Int) throws(TensorError) {
        try check("keepBlocks", fst_keep_blocks_below(Int64(bytes)))
    }

    static func trimMemory() { fst_trim_memory() }

    static func cudaDevices() -> Int? {
        var count: Int32 = 0
        guard fst_cuda_devices(&count) == 0, count >= 0 else { return nil }
        return Int(count)
    }
}

// MARK: - Reading

extension Native {
    static func shape(_ tensor: Tensor) -> [Int] {
        guard case .native(let native) = tensor.storage else { return [] }
        let sizes = UnsafeBufferPointer(start: fst_shape(native.handle), count: Int(fst_rank(native.handle)))
        return sizes.map { Int($0) }
    }

    static func count(_ tensor: Tensor) -> Int { with(tensor, otherwise: 0) { Int(fst_count($0)) } }
    static func isTraced(_ tensor: Tensor) -> Bool { with(tensor, otherwise: false, fst_requires_gradient) }
    static func isChannelsLast(_ tensor: Tensor) -> Bool { with(tensor, otherwise: false, fst_is_channels_last) }

    static func device(_ tensor: Tensor) -> Device {
        with(tensor, otherwise: .cpu) { fst_is_cuda($0) ? .cuda(Int(fst_device_index($0))) : .cpu }
    }

    static func elementType(_ tensor: Tensor) -> ElementType {
        with(tensor, otherwise: .float32) { ElementType(native: fst_dtype_of($0)) }
    }

    static func elements<Scalar: TensorScalar>(of tensor: Tensor) throws(TensorError) -> [Scalar] {
        try copy(tensor, count: tensor.count)
    }

    static func bytes(of tensor: Tensor) throws(TensorError) -> [UInt8] {
        try copy(tensor, count: tensor.count * tensor.elementType.size)
    }

    private static func copy<Item>(_ tensor: Tensor, count: Int) throws(TensorError) -> [Item] {
        var status: fst_status = 0
        let result = [Item](unsafeUninitializedCapacity: count) { buffer, initialized in
            status = with(tensor, otherwise: 1) {
                fst_copy_bytes($0, buffer.baseAddress, count * MemoryLayout<Item>.size)
            }
            initialized = status == 0 ? count : 0
        }
        try check("values", status, [tensor])
        return result
    }
}

// MARK: - Creation

extension Native {
    static func tensor(copying bytes: UnsafeRawBufferPointer, shape: [Int], type: ElementType) -> Tensor {
        make("Tensor", shape: shape) { fst_from_bytes(bytes.baseAddress, bytes.count, $0, $1, type.native, $2) }
    }
    static func full(_ shape: [Int], _ value: Double, _ type: ElementType) -> Tensor {
        make("full", shape: shape) { fst_full($0, $1, value, type.native, $2) }
    }
    static func range(_ bounds: Range<Int>) -> Tensor {
        make("range") { fst_range(Int64(bounds.lowerBound), Int64(bounds.upperBound), $0) }
    }
    static func identity(_ size: Int, _ type: ElementType) -> Tensor {
        make("identity") { fst_identity(Int64(size), type.native, $0) }
    }
    static func uniform(_ shape: [Int], _ low: Double, _ high: Double, seed: UInt64, _ type: ElementType) -> Tensor {
        make("uniform", shape: shape) { fst_random_uniform($0, $1, low, high, seed, type.native, $2) }
    }
    static func normal(_ shape: [Int], seed: UInt64, _ type: ElementType) -> Tensor {
        make("normal", shape: shape) { fst_random_normal($0, $1, seed, type.native, $2) }
    }
    static func convert(_ a: Tensor, _ type: ElementType) -> Tensor {
        make("to \(type)", a) { fst_to_dtype($0, type.native, $1) }
    }
    static func move(_ a: Tensor, _ device: Device) -> Tensor {
        let index: Int32 = if case .cuda(let index) = device { Int32(clamping: index) } else { -1 }
        return make("to \(device)", a) { fst_to_device($0, index, $1) }
    }
}

extension ElementType {
    var native: fst_dtype {
        switch self {
        case .float32: FST_FLOAT32
        case .float64: FST_FLOAT64
        case .int64: FST_INT64
        case .uint8: FST_UINT8
        case .bool: FST_BOOL
        case .bfloat16: FST_BFLOAT16
        }
    }

    init(native: fst_dtype) {
        switch native {
        case FST_FLOAT64: self = .float64
        case FST_INT64: self = .int64
        case FST_UINT8: self = .uint8
        case FST_BOOL: self = .bool
        case FST_BFLOAT16: self = .bfloat16
        default: self = .float32
        }
    }
}
