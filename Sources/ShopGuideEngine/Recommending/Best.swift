/// The positions with the highest scores of those that were offered.
struct Best {
    private let limit: Int
    private var kept: [(position: Int, score: Float)] = []
    private var least = -Float.infinity

    init(_ limit: Int) {
        self.limit = limit
        kept.reserveCapacity(2 * limit)
    }

    /// Takes a position, if it may be among the best.
    @inline(__always)
    mutating func offer(_ position: Int, _ score: Float) {
        guard score > least else { return }
        kept.append((position, score))
        if kept.count >= 2 * limit { trim() }
    }

    private mutating func trim() {
        kept.sort { ($1.score, $0.position) < ($0.score, $1.position) }
        guard kept.count > limit else { return }
        kept.removeLast(kept.count - limit)
        least = kept.last?.score ?? least
    }

    /// The best, highest first; of equals, those that came first.
    mutating func positions() -> [Int] {
        trim()
        return kept.map(\.position)
    }

    /// The best with their scores.
    mutating func entries() -> [(position: Int, score: Float)] {
        trim()
        return kept
    }
}
