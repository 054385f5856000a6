public import FewShotTensors

/// The largest difference between gradients and what finite differences say, relative where the gradients are above 1.
///
/// The function's result may have any shape: it is reduced to a scalar by fixed random weights, so that every element counts.
/// Inputs must be float64, away from kinks, and of few elements, for the function is evaluated twice for each.
public enum GradientCheck {
    /// What correct gradients stay below, with a margin of a hundred: the central difference's own error is near 1e-10.
    public static let tolerance = 1e-7

    private static let step = 1e-5

    /// Checks the derivatives of a function.
    public static func firstOrder(at inputs: [Tensor], _ function: ([Tensor]) throws -> Tensor) throws -> Double {
        try discrepancy(at: inputs) { try weighted(function($0)) }
    }

    /// Checks the derivatives of a weighted sum of a function's derivatives: the Hessian times a vector.
    public static func secondOrder(at inputs: [Tensor], _ function: ([Tensor]) throws -> Tensor) throws -> Double {
        try discrepancy(at: inputs) { inputs in
            try valueWithGradient(at: inputs, order: .second) { try weighted(function($0)) }
                .gradients.enumerated().map { weighted($1, seed: UInt64($0) + 1) }
                .reduce(Tensor(0, type: .float64)) { $0 + $1 }
        }
    }

    private static func discrepancy(at inputs: [Tensor], _ function: ([Tensor]) throws -> Tensor) throws -> Double {
        let gradients = try valueWithGradient(at: inputs, of: function).gradients
        var worst = 0.0
        for (index, input) in inputs.enumerated() {
            let values = try input.values(as: Double.self)
            let gradient = try gradients[index].values(as: Double.self)
            for position in values.indices {
                func value(_ change: Double) throws -> Double {
                    var moved = values
                    moved[position] += change
                    var changed = inputs
                    changed[index] = Tensor(moved, shape: input.shape)
                    return try function(changed).scalar()
                }
                let expected = try (value(step) - value(-step)) / (2 * step)
                let difference = abs(gradient[position] - expected) / max(1, abs(expected))
                worst = difference.isNaN ? .infinity : max(worst, difference)
            }
        }
        return worst
    }

    private static func weighted(_ tensor: Tensor, seed: UInt64 = 0) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        return (tensor * Tensor.normal(tensor.shape, type: .float64, using: &generator)).sum()
    }
}
