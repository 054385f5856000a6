// Shapes are broadcast: dimensions are aligned from the last, and one of size 1, or a missing one, is repeated.

extension Tensor {
    /// Adds, element by element.
    public static func + (a: Tensor, b: Tensor) -> Tensor { Native.binary(.add, a, b) }
    /// Adds a number to each element.
    public static func + (a: Tensor, b: Double) -> Tensor { Native.binary(.add, a, b) }
    /// Adds a number to each element.
    public static func + (a: Double, b: Tensor) -> Tensor { Native.binary(.add, b, a) }
    /// Subtracts, element by element.
    public static func - (a: Tensor, b: Tensor) -> Tensor { Native.binary(.subtract, a, b) }
    /// Subtracts a number from each element.
    public static func - (a: Tensor, b: Double) -> Tensor { Native.binary(.subtract, a, b) }
    /// Subtracts each element from a number.
    public static func - (a: Double, b: Tensor) -> Tensor { Native.binary(.subtract, b, a, reversed: true) }
    /// Multiplies, element by element.
    public static func * (a: Tensor, b: Tensor) -> Tensor { Native.binary(.multiply, a, b) }
    /// Multiplies each element by a number.
    public static func * (a: Tensor, b: Double) -> Tensor { Native.binary(.multiply, a, b) }
    /// Multiplies each element by a number.
    public static func * (a: Double, b: Tensor) -> Tensor { Native.binary(.multiply, b, a) }
    /// Divides, element by element; integers give float32.
    public static func / (a: Tensor, b: Tensor) -> Tensor { Native.binary(.divide, a, b) }
    /// Divides each element by a number; integers give float32.
    public static func / (a: Tensor, b: Double) -> Tensor { Native.binary(.divide, a, b) }
    /// Divides a number by each element.
    public static func / (a: Double, b: Tensor) -> Tensor { Native.binary(.divide, b, a, reversed: true) }
    /// Changes the sign of each element.
    public static prefix func - (a: Tensor) -> Tensor { Native.unary(.negate, a) }

    /// Adds in place of the variable; the tensor it held is unchanged.
    public static func += (a: inout Tensor, b: Tensor) { a = a + b }

    /// `self + factor · other` in one pass over memory.
    public func adding(_ other: Tensor, times factor: Double) -> Tensor { Native.addScaled(self, other, factor) }
    /// Raises each element to a power.
    public func power(_ exponent: Tensor) -> Tensor { Native.binary(.power, self, exponent) }
    /// Raises each element to a power.
    public func power(_ exponent: Double) -> Tensor { Native.binary(.power, self, exponent) }
    /// The larger of two, element by element.
    public func maximum(_ other: Tensor) -> Tensor { Native.binary(.maximum, self, other) }
    /// The smaller of two, element by element.
    public func minimum(_ other: Tensor) -> Tensor { Native.binary(.minimum, self, other) }
    /// Each element, or the nearest bound where it is outside.
    public func clamped(to bounds: ClosedRange<Double>) -> Tensor { Native.clamp(self, bounds) }

    /// eˣ of each element.
    public func exp() -> Tensor { Native.unary(.exponential, self) }
    /// The natural logarithm of each element.
    public func log() -> Tensor { Native.unary(.logarithm, self) }
    /// log(1 + x) of each element, exact near 0.
    public func log1p() -> Tensor { Native.unary(.logarithm1p, self) }
    /// The square root of each element.
    public func squareRoot() -> Tensor { Native.unary(.squareRoot, self) }
    /// The square of each element.
    public func squared() -> Tensor { Native.unary(.square, self) }
    /// 1 / x of each element.
    public func reciprocal() -> Tensor { Native.unary(.reciprocal, self) }
    /// The distance of each element from 0.
    public func absolute() -> Tensor { Native.unary(.absolute, self) }
    /// −1, 0 or 1 by the sign of each element.
    public func sign() -> Tensor { Native.unary(.sign, self) }
    /// The sine of each element, in radians.
    public func sine() -> Tensor { Native.unary(.sine, self) }
    /// The cosine of each element, in radians.
    public func cosine() -> Tensor { Native.unary(.cosine, self) }
    /// The hyperbolic tangent of each element.
    public func tanh() -> Tensor { Native.unary(.tanh, self) }
    /// 1 / (1 + e⁻ˣ) of each element.
    public func sigmoid() -> Tensor { Native.unary(.sigmoid, self) }
    /// log(1 + eˣ) of each element.
    public func softplus() -> Tensor { Native.unary(.softplus, self) }
    /// Each element, or 0 where it is negative.
    public func relu() -> Tensor { Native.unary(.relu, self) }
    /// The largest whole number not above each element.
    public func floor() -> Tensor { Native.unary(.floor, self) }
    /// The nearest whole number to each element, ties to even.
    public func rounded() -> Tensor { Native.unary(.round, self) }
    /// Is true where an element is neither infinite nor NaN.
    public func isFinite() -> Tensor { Native.unary(.isFinite, self) }
}

extension Tensor {
    /// Compares for equality, one by one.
    public static func .== (a: Tensor, b: Tensor) -> Tensor { Native.binary(.equal, a, b) }
    /// Compares each element with a number for equality.
    public static func .== (a: Tensor, b: Double) -> Tensor { Native.binary(.equal, a, b) }
    /// Compares for inequality, one by one.
    public static func .!= (a: Tensor, b: Tensor) -> Tensor { Native.binary(.notEqual, a, b) }
    /// Is true where the left element is less, one by one.
    public static func .< (a: Tensor, b: Tensor) -> Tensor { Native.binary(.less, a, b) }
    /// Is true where an element is less than a number.
    public static func .< (a: Tensor, b: Double) -> Tensor { Native.binary(.less, a, b) }
    /// Is true where the left element is less or equal, one by one.
    public static func .<= (a: Tensor, b: Tensor) -> Tensor { Native.binary(.lessEqual, a, b) }
    /// Is true where the left element is greater, one by one.
    public static func .> (a: Tensor, b: Tensor) -> Tensor { Native.binary(.greater, a, b) }
    /// Is true where an element is greater than a number.
    public static func .> (a: Tensor, b: Double) -> Tensor { Native.binary(.greater, a, b) }
    /// Is true where the left element is greater or equal, one by one.
    public static func .>= (a: Tensor, b: Tensor) -> Tensor { Native.binary(.greaterEqual, a, b) }
    /// Is true where both are, one by one.
    public static func .& (a: Tensor, b: Tensor) -> Tensor { Native.binary(.and, a, b) }
    /// Is true where either is, one by one.
    public static func .| (a: Tensor, b: Tensor) -> Tensor { Native.binary(.or, a, b) }
    /// Is true where an element is false.
    public static prefix func .! (a: Tensor) -> Tensor { Native.unary(.not, a) }

    /// Returns `a` where this mask is true and `b` where it is false.
    public func select(_ a: Tensor, otherwise b: Tensor) -> Tensor { Native.choose(self, a, b) }
}
