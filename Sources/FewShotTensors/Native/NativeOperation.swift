internal import CFewShotTorch

// The operations that the C interface numbers, by its own constants; a case is the name in messages.

extension Native {
    /// An operation on each element.
    enum Unary {
        case negate, absolute, exponential, logarithm, logarithm1p, squareRoot, square, reciprocal, sign, sine, cosine
        case tanh, sigmoid, relu, softplus, floor, round, not, isFinite

        var native: fst_unary_operation {
            switch self {
            case .negate: FST_NEGATE
            case .absolute: FST_ABSOLUTE
            case .exponential: FST_EXPONENTIAL
            case .logarithm: FST_LOGARITHM
            case .logarithm1p: FST_LOGARITHM_1P
            case .squareRoot: FST_SQUARE_ROOT
            case .square: FST_SQUARE
            case .reciprocal: FST_RECIPROCAL
            case .sign: FST_SIGN
            case .sine: FST_SINE
            case .cosine: FST_COSINE
            case .tanh: FST_TANH
            case .sigmoid: FST_SIGMOID
            case .relu: FST_RELU
            case .softplus: FST_SOFTPLUS
            case .floor: FST_FLOOR
            case .round: FST_ROUND
            case .not: FST_NOT
            case .isFinite: FST_IS_FINITE
            }
        }
    }

    /// An operation on pairs of elements.
    enum Binary {
        case add, subtract, multiply, divide, power, maximum, minimum, equal, notEqual, less, lessEqual, greater
        case greaterEqual, and, or

        var native: fst_binary_operation {
            switch self {
            case .add: FST_ADD
            case .subtract: FST_SUBTRACT
            case .multiply: FST_MULTIPLY
            case .divide: FST_DIVIDE
            case .power: FST_POWER
            case .maximum: FST_MAXIMUM
            case .minimum: FST_MINIMUM
            case .equal: FST_EQUAL
            case .notEqual: FST_NOT_EQUAL
            case .less: FST_LESS
            case .lessEqual: FST_LESS_EQUAL
            case .greater: FST_GREATER
            case .greaterEqual: FST_GREATER_EQUAL
            case .and: FST_AND
            case .or: FST_OR
            }
        }
    }

    /// A reduction of dimensions.
    enum Reduction {
        case sum, mean, variance, max, min, any, all, logSumExp

        var native: fst_reduction {
            switch self {
            case .sum: FST_SUM
            case .mean: FST_MEAN
            case .variance: FST_VARIANCE
            case .max: FST_MAX
            case .min: FST_MIN
            case .any: FST_ANY
            case .all: FST_ALL
            case .logSumExp: FST_LOG_SUM_EXP
            }
        }
    }
}
