import Foundation

/// Weights of events as evidence of what a shopper wants.
enum EventWeight {
    /// The days after which the part of an event that isn't lasting counts half.
    static let halfLife: Float = 60
    /// The part of an event that counts however old it is.
    static let lasting: Float = 0.3

    /// Returns the weight of a kind of event; negative where it says that something isn't wanted.
    static func kind(_ kind: Interaction.Kind, value: Double?) -> Float {
        switch kind {
        case .view: 1
        case .cart: 2
        case .purchase: 3
        case .like: 3
        case .dismiss: -3
        case .rating: value.map { Float(max(-3, min(3, $0 - 2))) } ?? 1
        }
    }

    /// Returns the share of an event that still counts.
    static func age(_ time: Timestamp?, at now: Timestamp?) -> Float {
        guard let time, let now else { return 1 }
        let days = max(0, Float(now.milliseconds - time.milliseconds) / 86_400_000)
        return lasting + (1 - lasting) * exp2(-days / halfLife)
    }
}
