import Foundation

/// What turns distances to prototypes into probabilities that mean something, with one for "none of these".
///
/// A prototype of K examples is off by σ²/K on average, so that squared distances to young classes are too large; β = σ² takes
/// that back. "None of these" is a class of its own, everywhere at the squared distance τ:
///
///     p(c|x) ∝ exp(−(‖f(x) − p_c‖² − β / K_c) / T),  p(none|x) ∝ exp(−τ / T)
///
/// The temperature T is that of Guo et al. (2017). All three are fitted on classes that nobody asks about; see ``CalibrationFit``.
public struct Calibration: Sendable, Codable, Equatable {
    /// T: what distances are divided by; above 0.
    public var temperature: Double
    /// β: how far a prototype of one example is from its class's mean, squared; negative where a learned metric has it that
    /// one example looks closer than it should.
    public var youth: Double
    /// τ: the squared distance at which nothing is as likely as something.
    public var rejection: Double

    /// Creates a calibration; the default leaves softmax(−d²) as it is and rejects nothing.
    public init(temperature: Double = 1, youth: Double = 0, rejection: Double = .infinity) {
        self.temperature = temperature
        self.youth = youth
        self.rejection = rejection
    }

    /// Returns probabilities of the classes and of none of them, which add up to 1.
    ///
    /// - Parameters:
    ///   - distances: Squared distances to the classes' prototypes.
    ///   - shots: How many examples each class has.
    /// - Returns: A probability for each class, and the rest.
    /// - Precondition: there are as many shots as distances, each at least 1.
    public func probabilities(
        distances: some Collection<Double>, shots: some Collection<Int>
    ) -> (classes: [Double], none: Double) {
        let logits = zip(distances, shots).map { -($0 - youth / Double($1)) / temperature }
        let nothing = -rejection / temperature
        let largest = Swift.max(logits.max() ?? nothing, nothing)
        let weights = logits.map { exp($0 - largest) }
        let none = exp(nothing - largest)
        let sum = weights.reduce(none, +)
        return (weights.map { $0 / sum }, none / sum)
    }
}
