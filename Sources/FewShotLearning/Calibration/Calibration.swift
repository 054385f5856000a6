import Foundation

/// A map from distances to prototypes to probabilities that mean something, with one for "none of these".
///
/// A prototype of K examples is off by σ²/K on average, so that squared distances to young classes are too large; β = σ² takes
/// that back. It also makes them less certain, as in the posterior of a Gaussian's mean, whose variance is σ²(1 + 1/K): κ says by
/// how much. "None of these" is a class of its own, everywhere at the squared distance τ:
///
///     p(c|x) ∝ exp(−(‖f(x) − p_c‖² − β / K_c) / T_c),  T_c = T · (1 + κ / K_c),  p(none|x) ∝ exp(−τ / T)
///
/// The temperature T is that of Guo et al. (2017). All four are fitted on classes that nobody asks about; see ``CalibrationFit``.
public struct Calibration: Sendable, Codable, Equatable {
    /// T: what distances to a class of many examples are divided by; above 0.
    public var temperature: Double
    /// κ: by how much more distances to a class of one example are divided, as a share of T; above −1.
    public var widening: Double
    /// β: how far a prototype of one example is from its class's mean, squared; negative where a learned metric has it that
    /// one example looks closer than it should.
    public var youth: Double
    /// τ: the squared distance at which nothing is as likely as something.
    public var rejection: Double

    /// Creates a calibration; the default leaves softmax(−d²) as it is and rejects nothing.
    public init(temperature: Double = 1, widening: Double = 0, youth: Double = 0, rejection: Double = .infinity) {
        self.temperature = temperature
        self.widening = widening
        self.youth = youth
        self.rejection = rejection
    }

    /// Reads a calibration; one without κ, as it was written before there was any, has 0.
    ///
    /// - Throws: `DecodingError` where another number is missing, and for a temperature that isn't above 0.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            temperature: try values.decode(Double.self, forKey: .temperature),
            widening: try values.decodeIfPresent(Double.self, forKey: .widening) ?? 0,
            youth: try values.decode(Double.self, forKey: .youth),
            rejection: try values.decode(Double.self, forKey: .rejection))
        guard temperature > 0, widening > -1 else {
            throw DecodingError.dataCorruptedError(
                forKey: .temperature, in: values,
                debugDescription: "a temperature of \(temperature), widened by \(widening), isn't above 0")
        }
    }

    /// Returns this calibration for a space in which all squared distances are so many times as large.
    public func scaled(by factor: Double) -> Calibration {
        Calibration(
            temperature: temperature * factor, widening: widening, youth: youth * factor, rejection: rejection * factor)
    }

    /// T_c: what distances to a class of some examples are divided by.
    public func temperature(shots: Int) -> Double { temperature * (1 + widening / Double(shots)) }

    /// The logit of a class: −(d² − β / K) / T_c.
    ///
    /// - Parameters:
    ///   - distance: The squared distance to its prototype.
    ///   - shots: How many examples it has.
    /// - Returns: The logit; the likeliest class has the largest.
    public func logit(distance: Double, shots: Int) -> Double {
        -(distance - youth / Double(shots)) / temperature(shots: shots)
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
        let logits = zip(distances, shots).map { logit(distance: $0, shots: $1) }
        let nothing = -rejection / temperature
        let largest = Swift.max(logits.max() ?? nothing, nothing)
        let weights = logits.map { exp($0 - largest) }
        let none = exp(nothing - largest)
        let sum = weights.reduce(none, +)
        return (weights.map { $0 / sum }, none / sum)
    }
}
