import FewShotLearning

/// The hardest categories and their most frequent confusions.
public struct ConfusionTable: Sendable {
    /// A category and its mistakes.
    public struct Row: Sendable {
        /// The category.
        public var name: String
        /// The share of its queries that were classified correctly, 0…1.
        public var accuracy: Double
        /// The number of its queries.
        public var queries: Int
        /// The most frequent wrong answers.
        public var mistakes: [Mistake]
    }

    /// A wrong answer.
    public struct Mistake: Sendable {
        /// The predicted category.
        public var name: String
        /// The share of the queries with this answer, 0…1.
        public var share: Double
    }

    /// The categories, hardest first.
    public var rows: [Row]

    /// Creates a table of the hardest categories.
    ///
    /// - Parameters:
    ///   - confusion: The confusions of a tally.
    ///   - limit: Maximum number of categories.
    ///   - mistakes: Maximum number of wrong answers for each.
    ///   - title: Returns the title of a category, given its name in the data set.
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
