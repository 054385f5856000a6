/// One list drawn from two rankings in turns, as two captains pick their teams (Radlinski, Kurup and Joachims, 2008).
///
/// In every round a coin decides who picks first; each picks their best product that isn't in the list yet. What both rank alike
/// stands where either would have it, and clicks on one team's products say which ranking is better.
public struct TeamDraft: Sendable, Hashable {
    /// A product of the list, with the team that picked it.
    public struct Pick: Sendable, Hashable {
        /// The product's id.
        public var product: String
        /// The team that picked it.
        public var team: Experiment.Arm

        /// Creates a pick.
        public init(product: String, team: Experiment.Arm) {
            self.product = product
            self.team = team
        }
    }

    /// The list, best first.
    public private(set) var picks: [Pick] = []

    /// Draws a list.
    ///
    /// - Parameters:
    ///   - a: Products as the first guide ranks them.
    ///   - b: Products as the second guide ranks them.
    ///   - count: The number of products at most.
    ///   - family: Returns the family of a product, of which the list has one; each product is one of its own where `nil`.
    ///   - generator: The source of the coin tosses.
    public init(
        _ a: [String], _ b: [String], count: Int, family: ((String) -> String?)? = nil,
        using generator: inout some RandomNumberGenerator
    ) {
        func key(of product: String) -> String { family?(product) ?? product }
        var taken: Set<String> = []
        var (nextA, nextB) = (0, 0)
        func pick(_ ranking: [String], _ next: inout Int, _ team: Experiment.Arm) {
            while next < ranking.count, taken.contains(key(of: ranking[next])) { next += 1 }
            guard next < ranking.count, picks.count < count else { return }
            taken.insert(key(of: ranking[next]))
            picks.append(Pick(product: ranking[next], team: team))
        }
        while picks.count < count {
            let before = picks.count
            if Bool.random(using: &generator) {
                pick(a, &nextA, .a)
                pick(b, &nextB, .b)
            } else {
                pick(b, &nextB, .b)
                pick(a, &nextA, .a)
            }
            guard picks.count > before else { break }
        }
    }
}
