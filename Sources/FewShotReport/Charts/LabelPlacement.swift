/// Placement of labels beside their markers, with the least overlap.
struct LabelPlacement {
    private struct Box {
        var left, right, top, bottom: Double

        func overlap(_ other: Box) -> Double {
            let width = min(right, other.right) - max(left, other.left)
            let height = min(bottom, other.bottom) - max(top, other.top)
            return width > 0 && height > 0 ? width * height : 0
        }
    }

    private let frame: ChartFrame
    private var taken: [Box] = []

    init(in frame: ChartFrame) { self.frame = frame }

    /// Reserves a square around a point.
    mutating func block(x: Double, y: Double, side: Double) {
        taken.append(Box(left: x - side / 2, right: x + side / 2, top: y - side / 2, bottom: y + side / 2))
    }

    /// Reserves the best place for a label beside a square and returns the middle of its baseline.
    mutating func place(_ name: String, aroundX x: Double, y: Double, side: Double) -> (x: Double, y: Double) {
        let size = 14.0
        // Latin letters are about half as wide as high, Chinese characters are square.
        let length = name.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? size : size * 0.54) }
        let beside = (side + length) / 2 + 5
        let below = side / 2 + size
        let candidates = [
            (0, below), (0, -side / 2 - 6), (beside, 5), (-beside, 5), (beside * 0.6, below), (-beside * 0.6, below),
            (beside * 0.6, -side / 2 - 6), (-beside * 0.6, -side / 2 - 6), (0, below + 18), (0, -side / 2 - 24),
        ].map { (x: inside(x + $0.0, length), y: y + $0.1) }
        let boxes = candidates.map {
            Box(left: $0.x - length / 2, right: $0.x + length / 2, top: $0.y - size, bottom: $0.y + size / 4)
        }
        let costs = boxes.map { box in
            taken.reduce(0) { $0 + $1.overlap(box) }
                + (max(0, box.bottom - frame.bottom) + max(0, frame.top - box.top)) * 100
        }
        let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0  // the first of equals
        taken.append(boxes[best])
        return candidates[best]
    }

    private func inside(_ middle: Double, _ length: Double) -> Double {
        max(frame.left + length / 2 + 4, min(middle, frame.right - length / 2 - 4))
    }
}
