import FewShotLearning

/// Which categories are hardest, and what they are taken for.
public struct ConfusionTable: Sendable {
    /// A category and its mistakes.
    public struct Row: Sendable {
        /// The category.
        public var name: String
        /// The share of its queries that were answered rightly, 0…1.
        public var accuracy: Double
        /// Its queries.
        public var queries: Int
        /// The most frequent wrong answers, with the share of queries that got them.
        public var mistakes: [Mistake]
    }

    /// A wrong answer.
    public struct Mistake: Sendable {
        /// The category that was answered.
        public var name: String
        /// The share of queries, 0…1.
        public var share: Double
    }

    /// The categories, hardest first.
    public var rows: [Row]

    /// Creates a table of the hardest categories.
    ///
    /// - Parameters:
    ///   - confusion: What a tally found.
    ///   - limit: How many categories are listed.
    ///   - mistakes: How many wrong answers are listed for each.
    ///   - title: What to call a category, given its name in the data set.
    public init(
        _ confusion: [ClassConfusion], limit: Int = 10, mistakes: Int = 2, title: (String) -> String = { $0 }
    ) {
        let rows = confusion.filter { $0.queries > 0 }.map { row in
            Row(
                name: title(row.name), accuracy: Double(row.right) / Double(row.queries), queries: row.queries,
                mistakes: row.mistakes.prefix(mistakes).map {
                    Mistake(name: title($0.name), share: Double($0.count) / Double(row.queries))
                })
        }
        self.rows = Array(rows.sorted { ($0.accuracy, $0.name) < ($1.accuracy, $1.name) }.prefix(limit))
    }
}
