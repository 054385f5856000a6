internal import CFewShotTorch

// Shape and indexing.

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
