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

/// The C interface in Swift's types: the only place that knows it.
enum Native {}

// MARK: - Runtime

extension Native {
    static var version: String { String(cString: fst_version()) }
    static var threads: Int { Int(fst_threads()) }
    static var liveHandles: Int { Int(fst_live_handles()) }

    static func setThreads(_ count: Int) throws(TensorError) {
        try check("setThreads", fst_set_threads(Int32(clamping: count)))
    }

    static func loadCUDA() -> Bool {
        var available = false
        return fst_load_cuda(&available) == 0 && available
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

// MARK: - Element by element, reductions

extension Native {
    static func unary(_ operation: Unary, _ a: Tensor) -> Tensor {
        make("\(operation)", a) { fst_unary(fst_unary_operation(rawValue: operation.rawValue), $0, $1) }
    }
    static func binary(_ operation: Binary, _ a: Tensor, _ b: Tensor) -> Tensor {
        make("\(operation)", a, b) { fst_binary(fst_binary_operation(rawValue: operation.rawValue), $0, $1, $2) }
    }
    static func binary(_ operation: Binary, _ a: Tensor, _ b: Double, reversed: Bool = false) -> Tensor {
        make("\(operation)", a) {
            fst_binary_scalar(fst_binary_operation(rawValue: operation.rawValue), $0, b, reversed, $1)
        }
    }
    static func addScaled(_ a: Tensor, _ b: Tensor, _ factor: Double) -> Tensor {
        make("adding", a, b) { fst_add_scaled($0, $1, factor, $2) }
    }
    static func choose(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
        make("select", condition, a, b) { fst_where($0, $1, $2, $3) }
    }
    static func clamp(_ a: Tensor, _ bounds: ClosedRange<Double>) -> Tensor {
        make("clamped", a) { fst_clamp($0, bounds.lowerBound, bounds.upperBound, $1) }
    }
    static func reduce(_ operation: Reduction, _ a: Tensor, _ dimensions: [Int], _ keep: Bool) -> Tensor {
        make("\(operation)", a, numbers: dimensions) {
            fst_reduce(fst_reduction(rawValue: operation.rawValue), $0, $1, $2, keep, $3)
        }
    }
    static func argmax(_ a: Tensor, _ dimension: Int) -> Tensor { make("argmax", a, number: dimension, fst_argmax) }
    static func argmin(_ a: Tensor, _ dimension: Int) -> Tensor { make("argmin", a, number: dimension, fst_argmin) }
    static func cumulativeSum(_ a: Tensor, _ dimension: Int) -> Tensor {
        make("cumulativeSum", a, number: dimension, fst_cumulative_sum)
    }
    static func softmax(_ a: Tensor, _ dimension: Int) -> Tensor { make("softmax", a, number: dimension, fst_softmax) }
    static func logSoftmax(_ a: Tensor, _ dimension: Int) -> Tensor {
        make("logSoftmax", a, number: dimension, fst_log_softmax)
    }
    static func sort(_ a: Tensor, _ dimension: Int, _ descending: Bool) -> Tensor.Ordered {
        let (values, indices) = makeTwo("sorted", a) { fst_sort($0, Int64(dimension), descending, $1, $2) }
        return Tensor.Ordered(values: values, indices: indices)
    }
    static func top(_ a: Tensor, _ count: Int, _ dimension: Int, _ largest: Bool) -> Tensor.Ordered {
        let (values, indices) = makeTwo("top", a) { fst_top_k($0, Int64(count), Int64(dimension), largest, $1, $2) }
        return Tensor.Ordered(values: values, indices: indices)
    }
}

// MARK: - Shape and indexing

extension Native {
    static func reshape(_ a: Tensor, _ shape: [Int]) -> Tensor {
        make("reshaped to \(shape)", a, numbers: shape, fst_reshape)
    }
    static func expand(_ a: Tensor, _ shape: [Int]) -> Tensor {
        make("expanded to \(shape)", a, numbers: shape, fst_expand)
    }
    static func permute(_ a: Tensor, _ order: [Int]) -> Tensor { make("permuted", a, numbers: order, fst_permute) }
    static func flip(_ a: Tensor, _ dimensions: [Int]) -> Tensor { make("flipped", a, numbers: dimensions, fst_flip) }
    static func `repeat`(_ a: Tensor, _ counts: [Int]) -> Tensor { make("tiled", a, numbers: counts, fst_repeat) }
    static func unsqueeze(_ a: Tensor, _ dimension: Int) -> Tensor {
        make("unsqueezed", a, number: dimension, fst_unsqueeze)
    }
    static func squeeze(_ a: Tensor, _ dimension: Int) -> Tensor { make("squeezed", a, number: dimension, fst_squeeze) }
    static func rotate(_ a: Tensor, _ quarterTurns: Int) -> Tensor {
        make("rotated", a, number: quarterTurns, fst_rotate)
    }
    static func pad(_ a: Tensor, _ amounts: [Int], _ value: Double) -> Tensor {
        make("padded", a, numbers: amounts) { fst_pad($0, $1, $2, value, $3) }
    }
    static func repeatEach(_ a: Tensor, _ times: Int, _ dimension: Int) -> Tensor {
        make("repeated", a) { fst_repeat_each($0, Int64(times), Int64(dimension), $1) }
    }
    static func contiguous(_ a: Tensor) -> Tensor { make("contiguous", a, fst_contiguous) }
    static func channelsLast(_ a: Tensor) -> Tensor { make("channelsLast", a, fst_channels_last) }
    static func concatenate(_ tensors: [Tensor], _ dimension: Int) -> Tensor {
        make("concatenated", tensors) { fst_concatenate($0, $1, Int64(dimension), $2) }
    }
    static func stack(_ tensors: [Tensor], _ dimension: Int) -> Tensor {
        make("stacked", tensors) { fst_stack($0, $1, Int64(dimension), $2) }
    }
    static func select(_ a: Tensor, _ dimension: Int, _ index: Int) -> Tensor {
        make("row \(index)", a) { fst_select($0, Int64(dimension), Int64(index), $1) }
    }
    static func slice(_ a: Tensor, _ dimension: Int, _ bounds: Range<Int>, _ step: Int) -> Tensor {
        make("slice", a) {
            fst_slice($0, Int64(dimension), Int64(bounds.lowerBound), Int64(bounds.upperBound), Int64(step), $1)
        }
    }
    static func indexSelect(_ a: Tensor, _ dimension: Int, _ indices: Tensor) -> Tensor {
        make("rows", a, indices) { fst_index_select($0, Int64(dimension), $1, $2) }
    }
    static func gather(_ a: Tensor, _ dimension: Int, _ indices: Tensor) -> Tensor {
        make("gathered", a, indices) { fst_gather($0, Int64(dimension), $1, $2) }
    }
    static func scatterAdd(_ a: Tensor, _ dimension: Int, _ indices: Tensor, _ values: Tensor) -> Tensor {
        make("scatterAdding", a, indices, values) { fst_scatter_add($0, Int64(dimension), $1, $2, $3) }
    }
    static func indexAdd(_ a: Tensor, _ dimension: Int, _ indices: Tensor, _ values: Tensor) -> Tensor {
        make("addingRows", a, indices, values) { fst_index_add($0, Int64(dimension), $1, $2, $3) }
    }
    static func oneHot(_ a: Tensor, _ classes: Int) -> Tensor { make("oneHot", a, number: classes, fst_one_hot) }
}

// MARK: - Linear algebra, networks, gradients

extension Native {
    static func matmul(_ a: Tensor, _ b: Tensor) -> Tensor { make("matmul", a, b, fst_matmul) }
    static func squaredDistances(_ a: Tensor, _ b: Tensor) -> Tensor {
        make("squaredDistances", a, b, fst_squared_distances)
    }
    static func symmetricEigen(_ a: Tensor) -> Tensor.Eigen {
        let (values, vectors) = makeTwo("symmetricEigen", a, fst_symmetric_eigen)
        return Tensor.Eigen(values: values, vectors: vectors)
    }
    static func positiveDefiniteInverse(_ a: Tensor) -> Tensor {
        make("positiveDefiniteInverse", a, fst_positive_definite_inverse)
    }
    static func convolution(
        _ input: Tensor, _ weight: Tensor, _ bias: Tensor?, _ stride: Int, _ padding: Int, _ groups: Int
    ) -> Tensor {
        let (stride, padding, groups) = (Int64(stride), Int64(padding), Int64(groups))
        guard let bias else {
            return make("convolved", input, weight) { fst_convolution($0, $1, nil, stride, padding, groups, $2) }
        }
        return make("convolved", input, weight, bias) { fst_convolution($0, $1, $2, stride, padding, groups, $3) }
    }
    static func maxPool(_ a: Tensor, _ size: Int, _ stride: Int, _ padding: Int) -> Tensor {
        make("maxPooled", a) { fst_max_pool($0, Int64(size), Int64(stride), Int64(padding), $1) }
    }
    static func averagePool(_ a: Tensor, _ size: Int, _ stride: Int, _ padding: Int) -> Tensor {
        make("averagePooled", a) { fst_average_pool($0, Int64(size), Int64(stride), Int64(padding), $1) }
    }
    static func batchNorm(_ a: Tensor, _ scale: Tensor, _ shift: Tensor, _ epsilon: Double) -> Tensor.BatchNormalized {
        let results = makeMany("batchNormalized", [a, scale, shift], results: 3) {
            fst_batch_norm_batch($0[0], $0[1], $0[2], epsilon, $1, $1 + 1, $1 + 2)
        }
        return Tensor.BatchNormalized(output: results[0], mean: results[1], variance: results[2])
    }
    static func batchNorm(
        _ a: Tensor, _ scale: Tensor, _ shift: Tensor, _ mean: Tensor, _ variance: Tensor, _ epsilon: Double
    ) -> Tensor {
        makeMany("batchNormalized", [a, scale, shift, mean, variance], results: 1) {
            fst_batch_norm_fixed($0[0], $0[1], $0[2], $0[3], $0[4], epsilon, $1)
        }[0]
    }
    static func resize(_ a: Tensor, _ height: Int, _ width: Int) -> Tensor {
        make("resized to \(height)×\(width)", a) { fst_resize($0, Int64(height), Int64(width), $1) }
    }
    static func sample(_ images: Tensor, _ points: Tensor, _ isReflected: Bool) -> Tensor {
        make("sampled", images, points) { fst_sample($0, $1, isReflected, $2) }
    }
    static func patches(_ a: Tensor, _ size: Int, _ stride: Int, _ padding: Int) -> Tensor {
        make("patches", a) { fst_patches($0, Int64(size), Int64(stride), Int64(padding), $1) }
    }
    static func taskNorm(_ a: Tensor, _ scale: Tensor, _ shift: Tensor, _ epsilon: Double) -> Tensor.BatchNormalized {
        let results = makeMany("taskNormalized", [a, scale, shift], results: 3) {
            fst_task_norm($0[0], $0[1], $0[2], epsilon, $1, $1 + 1, $1 + 2)
        }
        return Tensor.BatchNormalized(output: results[0], mean: results[1], variance: results[2])
    }
    static func trace(_ a: Tensor) -> Tensor { make("gradient", a, fst_traced) }
    static func detach(_ a: Tensor) -> Tensor { make("detached", a, fst_detached) }
    static func gradients(of value: Tensor, at inputs: [Tensor], differentiable: Bool) throws(TensorError) -> [Tensor] {
        let results = makeMany("gradient", [value] + inputs, results: inputs.count) {
            fst_gradients($0[0], $0.baseAddress?.advanced(by: 1), Int32(inputs.count), differentiable, $1)
        }
        try results.first?.checked()
        return results
    }
}

// MARK: - Calls

extension Native {
    private typealias Result = UnsafeMutablePointer<fst_tensor?>

    private static func with<Value>(_ tensor: Tensor, otherwise: Value, _ body: (fst_tensor) -> Value) -> Value {
        guard case .native(let native) = tensor.storage else { return otherwise }
        return withExtendedLifetime(native) { body(native.handle) }
    }

    private static func failure(_ operation: String, _ inputs: [Tensor]) -> TensorError {
        let message = String(cString: fst_error_message()).split(separator: "\n").first.map(String.init) ?? "failed"
        return TensorError(.operation, operation: operation, shapes: inputs.map(\.shape), message: message)
    }

    private static func check(_ operation: String, _ status: fst_status, _ inputs: [Tensor] = []) throws(TensorError) {
        if status != 0 { throw failure(operation, inputs) }
    }

    private static func make(_ operation: @autoclosure () -> String, _ body: (Result) -> fst_status) -> Tensor {
        var result: fst_tensor?
        guard body(&result) == 0, let result else { return Tensor(failure: failure(operation(), [])) }
        return Tensor(NativeTensor(result))
    }

    private static func make(
        _ operation: @autoclosure () -> String, shape: [Int],
        _ body: (UnsafePointer<Int64>?, Int32, Result) -> fst_status
    ) -> Tensor {
        let sizes = shape.map(Int64.init)
        return make("\(operation()) \(shape)") { result in
            sizes.withUnsafeBufferPointer { body($0.baseAddress, Int32($0.count), result) }
        }
    }

    private static func make(
        _ operation: @autoclosure () -> String, _ a: Tensor, _ body: (fst_tensor, Result) -> fst_status
    ) -> Tensor {
        guard case .native(let native) = a.storage else { return a }
        var result: fst_tensor?
        let status = withExtendedLifetime(native) { body(native.handle, &result) }
        guard status == 0, let result else { return Tensor(failure: failure(operation(), [a])) }
        return Tensor(NativeTensor(result))
    }

    private static func make(
        _ operation: @autoclosure () -> String, _ a: Tensor, number: Int,
        _ body: (fst_tensor, Int64, Result) -> fst_status
    ) -> Tensor {
        make(operation(), a) { body($0, Int64(number), $1) }
    }

    private static func make(
        _ operation: @autoclosure () -> String, _ a: Tensor, numbers: [Int],
        _ body: (fst_tensor, UnsafePointer<Int64>?, Int32, Result) -> fst_status
    ) -> Tensor {
        let numbers = numbers.map(Int64.init)
        return make(operation(), a) { handle, result in
            numbers.withUnsafeBufferPointer { body(handle, $0.baseAddress, Int32($0.count), result) }
        }
    }

    private static func make(
        _ operation: @autoclosure () -> String, _ a: Tensor, _ b: Tensor,
        _ body: (fst_tensor, fst_tensor, Result) -> fst_status
    ) -> Tensor {
        guard case .native(let first) = a.storage else { return a }
        guard case .native(let second) = b.storage else { return b }
        var result: fst_tensor?
        let status = withExtendedLifetime((first, second)) { body(first.handle, second.handle, &result) }
        guard status == 0, let result else { return Tensor(failure: failure(operation(), [a, b])) }
        return Tensor(NativeTensor(result))
    }

    private static func make(
        _ operation: @autoclosure () -> String, _ a: Tensor, _ b: Tensor, _ c: Tensor,
        _ body: (fst_tensor, fst_tensor, fst_tensor, Result) -> fst_status
    ) -> Tensor {
        makeMany(operation(), [a, b, c], results: 1) { handles, result in
            guard let a = handles[0], let b = handles[1], let c = handles[2] else { return 1 }
            return body(a, b, c, result)
        }[0]
    }

    private static func make(
        _ operation: @autoclosure () -> String, _ inputs: [Tensor],
        _ body: (UnsafePointer<fst_tensor?>?, Int32, Result) -> fst_status
    ) -> Tensor {
        makeMany(operation(), inputs, results: 1) { body($0.baseAddress, Int32($0.count), $1) }[0]
    }

    private static func makeTwo(
        _ operation: @autoclosure () -> String, _ a: Tensor, _ body: (fst_tensor?, Result, Result) -> fst_status
    ) -> (Tensor, Tensor) {
        let results = makeMany(operation(), [a], results: 2) { body($0[0], $1, $1 + 1) }
        return (results[0], results[1])
    }

    /// Calls with any number of inputs and results; a failed input, or a failed call, fails every result.
    private static func makeMany(
        _ operation: @autoclosure () -> String, _ inputs: [Tensor], results count: Int,
        _ body: (UnsafeBufferPointer<fst_tensor?>, Result) -> fst_status
    ) -> [Tensor] {
        if let failed = inputs.first(where: { $0.failure != nil }) { return Array(repeating: failed, count: count) }
        let handles = inputs.map { input -> fst_tensor? in with(input, otherwise: nil) { $0 } }
        var results = [fst_tensor?](repeating: nil, count: count + 1)  // never empty, so that there is an address
        let status = withExtendedLifetime(inputs) {
            handles.withUnsafeBufferPointer { handles in
                results.withUnsafeMutableBufferPointer { results in
                    results.baseAddress.map { body(handles, $0) } ?? 1
                }
            }
        }
        guard status == 0 else { return Array(repeating: Tensor(failure: failure(operation(), inputs)), count: count) }
        return results.compactMap { $0 }.map { Tensor(NativeTensor($0)) }
    }
}

extension ElementType {
    /// In the order of the C interface's numbers.
    private static let numbered: [ElementType] = [.float32, .float64, .int64, .uint8, .bool]

    fileprivate var native: fst_dtype {
        fst_dtype(rawValue: numericCast(Self.numbered.firstIndex(of: self) ?? 0))
    }

    fileprivate init(native: fst_dtype) { self = Self.numbered[Int(native.rawValue)] }
}
