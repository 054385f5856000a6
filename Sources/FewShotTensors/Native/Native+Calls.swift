internal import CFewShotTorch

// How the C interface is called: a failed input, or a failed call, makes a failed result.

extension Native {
    typealias Result = UnsafeMutablePointer<fst_tensor?>

    static func with<Value>(_ tensor: Tensor, otherwise: Value, _ body: (fst_tensor) -> Value) -> Value {
        guard case .native(let native) = tensor.storage else { return otherwise }
        return withExtendedLifetime(native) { body(native.handle) }
    }

    static func failure(_ operation: String, _ inputs: [Tensor]) -> TensorError {
        let message = String(cString: fst_error_message()).split(separator: "\n").first.map(String.init) ?? "failed"
        return TensorError(.operation, operation: operation, shapes: inputs.map(\.shape), message: message)
    }

    static func check(_ operation: String, _ status: fst_status, _ inputs: [Tensor] = []) throws(TensorError) {
        if status != 0 { throw failure(operation, inputs) }
    }

    static func make(_ operation: @autoclosure () -> String, _ body: (Result) -> fst_status) -> Tensor {
        var result: fst_tensor?
        guard body(&result) == 0, let result else { return Tensor(failure: failure(operation(), [])) }
        return Tensor(NativeTensor(result))
    }

    static func make(
        _ operation: @autoclosure () -> String, shape: [Int],
        _ body: (UnsafePointer<Int64>?, Int32, Result) -> fst_status
    ) -> Tensor {
        let sizes = shape.map(Int64.init)
        return make("\(operation()) \(shape)") { result in
            sizes.withUnsafeBufferPointer { body($0.baseAddress, Int32($0.count), result) }
        }
    }

    static func make(
        _ operation: @autoclosure () -> String, _ a: Tensor, _ body: (fst_tensor, Result) -> fst_status
    ) -> Tensor {
        guard case .native(let native) = a.storage else { return a }
        var result: fst_tensor?
        let status = withExtendedLifetime(native) { body(native.handle, &result) }
        guard status == 0, let result else { return Tensor(failure: failure(operation(), [a])) }
        return Tensor(NativeTensor(result))
    }

    static func make(
        _ operation: @autoclosure () -> String, _ a: Tensor, number: Int,
        _ body: (fst_tensor, Int64, Result) -> fst_status
    ) -> Tensor {
        make(operation(), a) { body($0, Int64(number), $1) }
    }

    static func make(
        _ operation: @autoclosure () -> String, _ a: Tensor, numbers: [Int],
        _ body: (fst_tensor, UnsafePointer<Int64>?, Int32, Result) -> fst_status
    ) -> Tensor {
        let numbers = numbers.map(Int64.init)
        return make(operation(), a) { handle, result in
            numbers.withUnsafeBufferPointer { body(handle, $0.baseAddress, Int32($0.count), result) }
        }
    }

    static func make(
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

    static func make(
        _ operation: @autoclosure () -> String, _ a: Tensor, _ b: Tensor, _ c: Tensor,
        _ body: (fst_tensor, fst_tensor, fst_tensor, Result) -> fst_status
    ) -> Tensor {
        makeMany(operation(), [a, b, c], results: 1) { handles, result in
            guard let a = handles[0], let b = handles[1], let c = handles[2] else { return 1 }
            return body(a, b, c, result)
        }[0]
    }

    static func make(
        _ operation: @autoclosure () -> String, _ inputs: [Tensor],
        _ body: (UnsafePointer<fst_tensor?>?, Int32, Result) -> fst_status
    ) -> Tensor {
        makeMany(operation(), inputs, results: 1) { body($0.baseAddress, Int32($0.count), $1) }[0]
    }

    static func makeTwo(
        _ operation: @autoclosure () -> String, _ a: Tensor, _ body: (fst_tensor?, Result, Result) -> fst_status
    ) -> (Tensor, Tensor) {
        let results = makeMany(operation(), [a], results: 2) { body($0[0], $1, $1 + 1) }
        return (results[0], results[1])
    }

    /// Calls with any number of inputs and results; a failed input, or a failed call, fails every result.
    static func makeMany(
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
