import Foundation

/// The course of the learning rate over training.
public enum Schedule: Sendable, Codable, Equatable {
    /// The same throughout.
    case constant
    /// Multiplied by `factor` after every `steps` steps.
    case step(every: Int, factor: Double)
    /// Half a cosine from the full rate to `final` times it over `steps` steps (Loshchilov and Hutter, 2017).
    case cosine(steps: Int, final: Double)

    /// The factor on the learning rate at a step, counted from 0.
    public func factor(at step: Int) -> Double {
        switch self {
        case .constant: return 1
        case .step(let every, let factor): return pow(factor, Double(step / max(every, 1)))
        case .cosine(let steps, let final):
            let progress = min(Double(step) / Double(max(steps, 1)), 1)
            return final + (1 - final) * (1 + cos(.pi * progress)) / 2
        }
    }

    /// Whether the schedule would be another one if training went on for longer.
    public var isTiedToLength: Bool {
        switch self {
        case .cosine: true
        case .constant, .step: false
        }
    }
}
