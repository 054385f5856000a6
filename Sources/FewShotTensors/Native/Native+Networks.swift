internal import CFewShotTorch

// Linear algebra, networks, gradients.

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
    static func convolutionBlock(
        _ a: Tensor, _ weight: Tensor, _ bias: Tensor?, _ scale: Tensor, _ shift: Tensor, _ options: Tensor.BlockOptions
    ) -> Tensor.BatchNormalized {
        let inputs = [a, weight, scale, shift] + (bias.map { [$0] } ?? [])
        let results = makeMany("convolved", inputs, results: 3) {
            fst_convolution_block(
                $0[0], $0[1], bias == nil ? nil : $0[4], $0[2], $0[3], options.epsilon, Int64(options.padding),
                options.isPooled, options.isRectified, $1, $1 + 1, $1 + 2)
        }
        return Tensor.BatchNormalized(output: results[0], mean: results[1], variance: results[2])
    }
    static func convolutionBlock(
        _ a: Tensor, _ weight: Tensor, _ bias: Tensor?, _ scale: Tensor, _ shift: Tensor, _ mean: Tensor,
        _ variance: Tensor, _ options: Tensor.BlockOptions
    ) -> Tensor {
        let inputs = [a, weight, scale, shift, mean, variance] + (bias.map { [$0] } ?? [])
        return makeMany("convolved", inputs, results: 1) {
            fst_convolution_block_fixed(
                $0[0], $0[1], bias == nil ? nil : $0[6], $0[2], $0[3], $0[4], $0[5], options.epsilon,
                Int64(options.padding), options.isPooled, options.isRectified, $1)
        }[0]
    }
    static func adam(
        _ parameter: Tensor, _ gradient: Tensor, _ mean: Tensor, _ square: Tensor, _ factors: Tensor.AdamFactors
    ) -> Tensor.AdamStep {
        var native = fst_adam_factors(
            mean_decay: factors.meanDecay, square_decay: factors.squareDecay, mean_scale: factors.meanScale,
            square_scale: factors.squareScale, epsilon: factors.epsilon)
        let results = makeMany("adam", [parameter, gradient, mean, square], results: 3) {
            fst_adam($0[0], $0[1], $0[2], $0[3], &native, $1, $1 + 1, $1 + 2)
        }
        return Tensor.AdamStep(parameter: results[0], mean: results[1], square: results[2])
    }
    static func preparedWeight(_ weight: Tensor) -> Tensor { make("preparedWeight", weight, fst_prepared_weight) }
    static func convolutionAnswer(
        _ a: Tensor, _ weight: Tensor, _ ready: Tensor, _ bias: Tensor, _ padding: Int, _ isPooled: Bool
    ) -> Tensor {
        makeMany("convolved", [a, weight, ready, bias], results: 1) {
            fst_convolution_answer($0[0], $0[1], $0[2], $0[3], Int64(padding), isPooled, $1)
        }[0]
    }
    static func resize(_ a: Tensor, _ height: Int, _ width: Int) -> Tensor {
        make("resized to \(height)×\(width)", a) { fst_resize($0, Int64(height), Int64(width), $1) }
    }
    static func sample(_ images: Tensor, _ points: Tensor, _ isReflected: Bool) -> Tensor {
        make("sampled", images, points) { fst_sample($0, $1, isReflected, $2) }
    }
    static func taskConvolution(_ a: Tensor, _ weight: Tensor, _ size: Int, _ stride: Int, _ padding: Int) -> Tensor {
        make("taskConvolved", a, weight) {
            fst_task_convolution($0, $1, Int64(size), Int64(stride), Int64(padding), $2)
        }
    }

    static func taskBlock(
        _ a: Tensor, _ weight: Tensor, _ scale: Tensor, _ shift: Tensor, _ size: Int, _ stride: Int, _ padding: Int,
        _ epsilon: Double
    ) -> Tensor.BatchNormalized {
        let results = makeMany("taskBlock", [a, weight, scale, shift], results: 3) {
            fst_task_block(
                $0[0], $0[1], $0[2], $0[3], Int64(size), Int64(stride), Int64(padding), epsilon, $1, $1 + 1, $1 + 2)
        }
        return Tensor.BatchNormalized(output: results[0], mean: results[1], variance: results[2])
    }

    static func taskNorm(
        _ a: Tensor, _ scale: Tensor, _ shift: Tensor, _ epsilon: Double, _ isRectified: Bool
    ) -> Tensor.BatchNormalized {
        let results = makeMany("taskNormalized", [a, scale, shift], results: 3) {
            fst_task_norm($0[0], $0[1], $0[2], epsilon, isRectified, $1, $1 + 1, $1 + 2)
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
