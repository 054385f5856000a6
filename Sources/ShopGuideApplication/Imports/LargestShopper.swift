/// The shopper with the most interactions, found in memory that doesn't grow (Misra and Gries, "Finding repeated elements", 1982).
struct LargestShopper {
    private static let candidates = 100
    /// The events among which a tenth of all says something.
    private static let many = 100
    private var counts: [String: Int] = [:]
    private var total = 0

    mutating func add(_ shopper: String) {
        total += 1
        if counts[shopper] != nil || counts.count < Self.candidates {
            counts[shopper, default: 0] += 1
        } else {
            counts = counts.compactMapValues { $0 > 1 ? $0 - 1 : nil }
        }
    }

    /// The shopper who surely has more than a tenth of all events, or more than half of few; nil where nobody has.
    var dominant: String? {
        guard total > 2, let most = counts.max(by: { $0.value < $1.value }) else { return nil }
        return most.value > total / (total >= Self.many ? 10 : 2) ? most.key : nil
    }
}
