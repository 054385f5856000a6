import FewShotTensors
import Foundation

/// Classes that nobody drew, made of those that there are (task augmentation; Liu et al., 2020).
///
/// All drawings of a new class are changed alike, far enough to show another character: turned, stretched, mirrored, warped. Some
/// are joined with the drawings of a second class, whole over whole or half beside half, as characters share strokes.
public struct ClassAugmentation: Sendable, Codable, Hashable {
    /// The share of an episode's classes that are new, 0…1.
    public var share: Double
    /// The change that the drawings of a new class have in common.
    public var change = {
        var result = Augmentation()
        (result.rotation, result.scale, result.shear, result.shift, result.warp) = (30, 0.3, 0.3, 0.1, 0.05)
        result.isMirrored = true
        return result
    }()
    /// The share of new classes that are joined with a second one, 0…1.
    public var joining = 0.5

    /// Creates an augmentation that makes a share, 0…1, of an episode's classes.
    public init(share: Double) { self.share = share }

    /// Returns the drawings of an episode's plan, those of the support set first, shape `[n, channels, height, width]`; each is
    /// varied on its own as well.
    func features(
        of plan: EpisodePlan, from dataset: Dataset, varied augmentation: Augmentation,
        using generator: inout SeededGenerator
    ) -> Tensor {
        let ways = plan.classes.count
        // The place of each drawing's class.
        let owners = [plan.support, plan.query].flatMap { rows in rows.indices.map { $0 / (rows.count / ways) } }
        let images = dataset.features(of: plan.support + plan.query)
        let (height, width) = (images.size(2), images.size(3))
        let own = augmentation.points(owners.count, height: height, width: width, on: images.device, using: &generator)
        let isNew = (0..<ways).map { _ in generator.uniform() < share }
        let first = changed(own, owners, isNew, using: &generator)
        let drawings = images.contiguous().sampled(at: first)
        let isJoined = isNew.map { generator.uniform() < joining && $0 }
        guard isJoined.contains(true) else { return drawings.channelsLast() }

        let partners = partners(owners, ways, of: dataset, using: &generator)
        let second = changed(own, owners, isNew, using: &generator)
        let other = dataset.features(of: partners).contiguous().sampled(at: second)
        let half = halves(own, owners, isJoined, using: &generator)
        let joined = weights(owners.map { isJoined[$0] }, on: images.device)
        return (drawings * half.kept).maximum(other * half.given * joined).channelsLast()
    }

    /// Returns points that are moved alike for all drawings of a new class.
    private func changed(
        _ points: Tensor, _ owners: [Int], _ isNew: [Bool], using generator: inout SeededGenerator
    ) -> Tensor {
        let (count, height, width, ways) = (points.size(0), points.size(1), points.size(2), isNew.count)
        let maps = change.matrices(ways, on: points.device, using: &generator).rows(owners)
        let turned = points.reshaped([count, height * width, 2]).matmul(maps.slice(0..<2, 1)) + maps.slice(2..<3, 1)
        var moved = turned.reshaped(points.shape)
        if let pull = change.pull(ways, height: height, width: width, on: points.device, using: &generator) {
            moved = moved + pull.rows(owners)
        }
        return points + (moved - points) * weights(owners.map { isNew[$0] }, on: points.device)
    }

    /// Returns ones and zeros, shape `[n, 1, 1, 1]`.
    private func weights(_ values: [Bool], on device: Device) -> Tensor {
        Tensor(values.map { $0 ? 1 : 0 } as [Float], shape: [values.count, 1, 1, 1], on: device)
    }

    /// Draws as many drawings of another class as each class has.
    private func partners(
        _ owners: [Int], _ ways: Int, of dataset: Dataset, using generator: inout SeededGenerator
    ) -> [Int] {
        var drawn = (0..<ways).map { _ in
            let examples = dataset.classes[generator.integer(below: dataset.classes.count)].examples
            return generator.shuffled(examples)[...]
        }
        return owners.map { drawn[$0].removeFirst() }
    }

    /// Returns what is kept of a drawing and given to its partner, shape `[n, 1, height, width]`: all of both, or, for every second
    /// class that is joined, one side of a line and the other.
    private func halves(
        _ points: Tensor, _ owners: [Int], _ isJoined: [Bool], using generator: inout SeededGenerator
    ) -> (kept: Tensor, given: Tensor) {
        let lines = isJoined.map { isJoined in
            let (angle, offset) = (generator.uniform() * 2 * .pi, generator.uniform(in: -0.2...0.2))
            let isCut = generator.uniform() < 0.5 && isJoined
            return [cos(angle), sin(angle), offset, isCut ? 1 : 0].map(Float.init)
        }
        let count = owners.count
        let numbers = Tensor(owners.flatMap { lines[$0] }, shape: [count, 1, 1, 4], on: points.device)
        let sides = (points * numbers.slice(0..<2, 3)).sum(3, keeping: true) - numbers.slice(2..<3, 3)
        let side = (sides * 12).sigmoid().reshaped([count, 1, points.size(1), points.size(2)])
        let isCut = numbers.slice(3..<4, 3)
        return (1 - isCut * (1 - side), 1 - isCut * side)
    }
}
