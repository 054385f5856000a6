// The operations that the C interface numbers: the same names in the same order as in its header.

extension Native {
    enum Unary: Int32 {
        case negate, absolute, exponential, logarithm, logarithm1p, squareRoot, square, reciprocal, sign, sine, cosine
        case tanh, sigmoid, relu, softplus, floor, round, not, isFinite
    }

    enum Binary: Int32 {
        case add, subtract, multiply, divide, power, maximum, minimum
        case equal, notEqual, less, lessEqual, greater, greaterEqual, and, or
    }

    enum Reduction: Int32 {
        case sum, mean, variance, max, min, any, all, logSumExp
    }
}
