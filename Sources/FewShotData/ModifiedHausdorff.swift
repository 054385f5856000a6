import FewShotLearning
import FewShotTensors

/// The modified Hausdorff distance of drawings (Dubuisson and Jain, 1994): the classic baseline of Lake's challenge, which learns
/// nothing.
///
/// d(A, B) = max(mean_{a ∈ A} min_{b ∈ B} ‖a − b‖, mean_{b ∈ B} min_{a ∈ A} ‖a − b‖) over the ink's pixels, each drawing
/// centred on the mean of its own.
public struct ModifiedHausdorff: Sendable {
    /// A pixel of ink.
    public struct Point: Sendable, Hashable {
        /// Across and down, in pixels from the drawing's mean.
        public var x, y: Float

        /// Creates a point.
        public init(x: Float, y: Float) {
            self.x = x
            self.y = y
        }
    }

    /// Creates the method, which has nothing to choose.
    public init() {}

    /// Returns how far apart two drawings are; infinite where one has no ink.
    public func distance(_ a: [Point], _ b: [Point]) -> Float {
        guard !a.isEmpty, !b.isEmpty else { return .infinity }
        return max(meanNearest(from: a, to: b), meanNearest(from: b, to: a))
    }

    /// Returns a drawing's ink, centred: the pixels of uint8 `[1, h, w]` above half.
    public func ink(of drawing: Tensor) throws -> [Point] {
        let (width, pixels) = (drawing.size(-1), try drawing.values(as: UInt8.self))
        let points = pixels.indices.filter { pixels[$0] > 127 }.map {
            Point(x: Float($0 % width), y: Float($0 / width))
        }
        let count = Float(max(points.count, 1))
        let (x, y) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
        return points.map { Point(x: $0.x - x, y: $0.y - y) }
    }

    /// Returns the share of a run's test drawings whose nearest training drawing is of their class.
    public func accuracy(on run: LakeChallenge.Run, of challenge: LakeChallenge) throws -> Double {
        let training = try run.training.map { try ink(of: challenge.images[$0]) }
        let right = try zip(run.test, run.labels).count { row, label in
            let item = try ink(of: challenge.images[row])
            let distances = training.map { distance(item, $0) }
            return distances.indices.min { distances[$0] < distances[$1] } == label
        }
        return Double(right) / Double(max(run.test.count, 1))
    }

    private func meanNearest(from a: [Point], to b: [Point]) -> Float {
        var sum: Float = 0
        for point in a {
            var nearest = Float.infinity
            for other in b {
                let (x, y) = (point.x - other.x, point.y - other.y)
                nearest = min(nearest, x * x + y * y)
            }
            sum += nearest.squareRoot()
        }
        return sum / Float(a.count)
    }
}
