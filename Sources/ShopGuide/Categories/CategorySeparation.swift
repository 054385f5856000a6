import FewShotLearning
import Foundation

/// The certainty with which the examples of two categories are told apart.
public struct CategorySeparation: Sendable, Equatable {
    /// The other category.
    public let category: String
    /// The share of cases in which a product of one isn't taken for one of the other, 0…1; a half is as good as a guess.
    public let share: Double

    /// The share below which a person ought to be warned.
    public static let worrying = 0.8

    /// Asks about each example of two categories as if it hadn't been taught, and as if there were no third category; `nil` where both have
    /// one example, which says nothing about itself.
    ///
    /// - Parameters:
    ///   - own: The position of one category.
    ///   - other: The position of the other.
    ///   - index: All categories.
    ///   - calibrations: The calibrations of the first category's examples.
    init?(of own: Int, from other: Int, in index: CategoryIndex, _ calibrations: [Calibration]) {
        var (sum, count) = (0.0, 0)
        for (asked, rival) in [(own, other), (other, own)] {
            let (category, second) = (index.categories[asked], index.categories[rival])
            guard category.canSpareOne else { continue }
            for (position, example) in category.examples.enumerated() {
                let left = index.distance(to: asked, without: position, from: example.embedding)
                let beside = index.distance(to: rival, from: example.embedding)
                let calibration = asked == own ? calibrations[position] : index.calibration(of: example.embedding)
                let odds =
                    calibration.logit(distance: left, shots: max(1, category.shots - 1))
                    - calibration.logit(distance: beside, shots: max(1, second.shots))
                sum += 1 / (1 + exp(-odds))
                count += 1
            }
        }
        guard count > 0 else { return nil }
        (category, share) = (index.categories[other].name, sum / Double(count))
    }

    /// Whether the promise of a recognised category can't be kept by what is known of its products.
    public var isWorrying: Bool { share < Self.worrying }
}
