import FewShotNetworks
import FewShotTensors

/// Test-time augmentation: the scores of an episode's queries are averaged over shifts of its images by a pixel.
///
/// Windows of poolings begin elsewhere in each, so that what one look misses another may see; no other query is made use of.
public enum TestTimeAugmentation: Int, Sendable, Codable, CaseIterable {
    /// As they are.
    case one = 1
    /// And shifted by a pixel to each side.
    case five = 5
    /// And to the corners.
    case nine = 9

    /// Pixels down and to the right.
    var shifts: [(down: Int, right: Int)] {
        let all = [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)]
        return all.prefix(rawValue).map { (down: $0.0, right: $0.1) }
    }
}

extension Episode {
    /// Returns the episode with all images `[n, channels, height, width]` shifted, the border filled with zeros.
    func shifted(down: Int, right: Int) -> Episode {
        guard down != 0 || right != 0 else { return self }
        func shifted(_ images: Tensor) -> Tensor {
            let (height, width) = (images.size(2), images.size(3))
            return images.padded(border: 1).slice(1 - down..<1 - down + height, 2)
                .slice(1 - right..<1 - right + width, 3).channelsLast()
        }
        var result = self
        result.support.features = shifted(support.features)
        result.query.features = shifted(query.features)
        return result
    }
}

extension Learner {
    /// Returns the mean of the scores of an episode's queries over several views.
    ///
    /// - Precondition: more than one view is for images.
    func scores(for episode: Episode, views: TestTimeAugmentation, protocol: EvaluationProtocol) throws -> Tensor {
        var total: Tensor?
        for shift in views.shifts {
            var context = ForwardContext(normalization: `protocol`.normalization)
            let scores = try scores(for: episode.shifted(down: shift.down, right: shift.right), in: &context).detached()
            total = total.map { $0 + scores } ?? scores
        }
        guard let total else { preconditionFailure("\(views) has no view") }
        return views == .one ? total : total / Double(views.rawValue)
    }
}
