extension [Float] {
    /// The Euclidean length, in double precision: squares of 1e30 and of 1e-30 are beyond single precision.
    package var length: Double { reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }

    /// The vector in single precision's reach: one whose squares would overflow or vanish is scaled to length 1, for only the direction of
    /// such a vector can be meant.
    package var withinReach: [Float] {
        let length = length
        guard length > 0, length.isFinite, !(1e-12...1e12 ~= length) else { return self }
        return map { Float(Double($0) / length) }
    }
}
