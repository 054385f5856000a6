import FewShotNetworks
import FewShotTensors

extension WeightTable {
    /// Returns the blocks of a transformer.
    func blocks(
        _ sizes: TransformerSizes, _ names: BlockNames, norms: TransformerBlock.NormPlace, isCausal: Bool = false,
        hasBias: Bool = true
    ) throws(PretrainedError) -> [TransformerBlock] {
        var result: [TransformerBlock] = []
        for layer in 0..<sizes.layers {
            let table = scoped("\(names.blocks).\(layer).")
            let (width, hidden) = (sizes.width, sizes.hidden)
            var block = TransformerBlock(
                attention: try table.linears(
                    [names.queries, names.keys, names.values], width, width, hasBias: hasBias),
                output: try table.linear(names.output, width, width),
                attentionNorm: try table.norm(names.attentionNorm, width, epsilon: sizes.epsilon),
                expansion: try table.linear(names.expansion, width, hidden),
                contraction: try table.linear(names.contraction, hidden, width),
                expansionNorm: try table.norm(names.expansionNorm, width, epsilon: sizes.epsilon),
                heads: sizes.heads, activation: sizes.activation, normPlace: norms, isCausal: isCausal)
            if names.scales.count == 2 {
                block.output.scale(by: try table.tensor(names.scales[0], [width]))
                block.contraction.scale(by: try table.tensor(names.scales[1], [width]))
            }
            result.append(block)
        }
        return result
    }
}

extension Linear {
    /// Multiplies each output by a factor, which so costs nothing later.
    fileprivate mutating func scale(by factors: Tensor) {
        weight = weight * factors
        bias = bias * factors
    }
}
