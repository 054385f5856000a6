internal import CFewShotTorch

// Parts of transformers. Inputs that may be missing are NULL in the C interface.

extension Native {
    static func affine(
        _ input: Tensor, _ weight: Tensor, _ bias: Tensor?, _ activation: Activation, _ residual: Tensor?
    ) -> Tensor {
        makeSome("affine", [input, weight, bias, residual]) {
            fst_affine($0[0], $0[1], $0[2], activation.native, $0[3], $1)
        }
    }
    static func activate(_ a: Tensor, _ activation: Activation) -> Tensor {
        make("activated", a) { fst_activate($0, activation.native, $1) }
    }
    static func layerNorm(_ a: Tensor, _ scale: Tensor, _ shift: Tensor, _ epsilon: Double) -> Tensor {
        make("layerNormalized", a, scale, shift) { fst_layer_norm($0, $1, $2, epsilon, $3) }
    }
    static func selfAttention(_ packed: Tensor, _ lengths: [Int], _ heads: Int, _ isCausal: Bool) -> Tensor {
        make("selfAttention", packed, numbers: lengths) { fst_self_attention($0, $1, $2, Int64(heads), isCausal, $3) }
    }
    static func attention(_ q: Tensor, _ k: Tensor, _ v: Tensor, _ heads: Int) -> Tensor {
        make("attention", q, k, v) { fst_attention($0, $1, $2, Int64(heads), $3) }
    }
    static func sequenceMeans(_ a: Tensor, _ lengths: [Int]) -> Tensor {
        make("sequenceMeans", a, numbers: lengths, fst_sequence_means)
    }
    static func resizeBicubic(_ a: Tensor, _ height: Int, _ width: Int, _ isAntialiased: Bool) -> Tensor {
        make("resized to \(height)×\(width)", a) {
            fst_resize_bicubic($0, Int64(height), Int64(width), isAntialiased, $1)
        }
    }
    static func embedding(_ table: Tensor, _ ids: Tensor) -> Tensor { make("embeddings", table, ids, fst_embedding) }

    /// Calls with inputs of which some may be missing; a failed input, or a failed call, fails the result.
    private static func makeSome(
        _ operation: @autoclosure () -> String, _ inputs: [Tensor?],
        _ body: (UnsafeBufferPointer<fst_tensor?>, Result) -> fst_status
    ) -> Tensor {
        let given = inputs.compactMap { $0 }
        if let failed = given.first(where: { $0.failure != nil }) { return failed }
        let handles = inputs.map { input in input.flatMap { with($0, otherwise: nil) { $0 } } }
        var result: fst_tensor?
        let status = withExtendedLifetime(given) { handles.withUnsafeBufferPointer { body($0, &result) } }
        guard status == 0, let result else { return Tensor(failure: failure(operation(), given)) }
        return Tensor(NativeTensor(result))
    }
}

extension Activation {
    var native: fst_activation {
        switch self {
        case .none: FST_NO_ACTIVATION
        case .relu: FST_RELU_ACTIVATION
        case .gelu: FST_GELU
        case .geluTanh: FST_GELU_TANH
        case .quickGELU: FST_QUICK_GELU
        case .tanh: FST_TANH_ACTIVATION
        }
    }
}
