import FewShotNetworks
import FewShotTensors

/// A linear layer's weights as plain numbers, in blocks of 16 outputs, to compute without tensors.
struct DenseBlocks: Sendable {
    /// 16 outputs.
    typealias Block = SIMD16<Float>

    private let inputs: Int
    private let weight: [Block]
    /// The outputs where there is no input.
    let bias: [Block]

    /// Takes the weights of a layer with a multiple of 32 outputs.
    ///
    /// - Throws: The error of failed weights.
    init(_ layer: Linear) throws {
        let (weight, bias): ([Float], [Float]) = (try layer.weight.values(), try layer.bias.values())
        let (inputs, outputs) = (layer.weight.size(0), layer.weight.size(1))
        precondition(outputs % (2 * Block.scalarCount) == 0, "blocks are taken two by two")
        let starts = stride(from: 0, to: outputs, by: Block.scalarCount)
        self.inputs = inputs
        self.weight = starts.flatMap { start in
            (0..<inputs).map { Block(weight[$0 * outputs + start..<$0 * outputs + start + Block.scalarCount]) }
        }
        self.bias = starts.map { Block(bias[$0..<$0 + Block.scalarCount]) }
    }

    /// Adds what inputs, from a row of the weight on, make of outputs.
    @inline(__always)
    func accumulate(
        _ input: UnsafeBufferPointer<Float>, from row: Int = 0, into output: UnsafeMutableBufferPointer<Block>
    ) {
        weight.withUnsafeBufferPointer { weight in
            for block in stride(from: 0, to: output.count, by: 2) {
                let (one, other) = (block * inputs + row, (block + 1) * inputs + row)
                var (first, second) = (output[block], output[block + 1])
                for (index, value) in input.enumerated() {
                    first += value * weight[one + index]
                    second += value * weight[other + index]
                }
                (output[block], output[block + 1]) = (first, second)
            }
        }
    }
}

extension UnsafeMutableBufferPointer<DenseBlocks.Block> {
    /// Cuts off what is negative.
    @inline(__always)
    func rectify() {
        for block in indices { self[block].replace(with: 0, where: self[block] .< 0) }
    }

    /// The numbers of all blocks.
    @inline(__always)
    var numbers: UnsafeBufferPointer<Float> {
        UnsafeRawBufferPointer(self).assumingMemoryBound(to: Float.self)
    }
}
