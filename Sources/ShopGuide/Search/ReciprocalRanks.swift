/// Rankings joined by the ranks of what they rank, each with its weight: Σ w / (k + rank) (Cormack, Clarke and Büttcher, 2009).
struct ReciprocalRanks {
    private var scores: [Int: Double] = [:]
    /// The constant k, smaller than the usual 60, for the first places are what is looked at.
    private static let smoothing = 5.0

    /// Adds a ranking, the best first.
    mutating func add(_ ranking: some Sequence<Int>, weight: Double) {
        for (place, slot) in ranking.enumerated() {
            scores[slot, default: 0] += weight / (Self.smoothing + Double(place + 1))
        }
    }

    /// Returns everything that was ranked with its score, the best first; of equals, the lowest numbers first.
    func joined() -> [(slot: Int, score: Double)] {
        scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }
}
