import FewShotLearning

/// Accuracies of several methods on several kinds of task.
public struct ResultsTable: Sendable {
    /// An accuracy.
    public struct Score: Sendable {
        /// The mean over episodes, 0…1.
        public var accuracy: Double
        /// Half the width of its 95 % confidence interval.
        public var confidence95: Double

        /// Creates a score.
        public init(accuracy: Double, confidence95: Double) {
            self.accuracy = accuracy
            self.confidence95 = confidence95
        }

        /// Creates the score of a tally.
        public init(_ tally: Tally) { self.init(accuracy: tally.accuracy, confidence95: tally.confidence95) }

        /// `91.2 % ± 0.4`.
        public var text: String {
            accuracy.isFinite ? "\(accuracy.percent()) ±\u{A0}\((confidence95 * 100).text(decimals: 1))" : "–"
        }
    }

    /// A method and its scores.
    public struct Row: Sendable {
        /// The method.
        public var name: String
        /// A short description.
        public var detail: String
        /// The evaluation protocol: `inductive`.
        public var evaluation: String
        /// One score per column; `nil` if there is none.
        public var scores: [Score?]
        /// Whether the row is highlighted.
        public var isHighlighted: Bool

        /// Creates a row.
        public init(
            name: String, detail: String, evaluation: String = EvaluationProtocol.inductive.rawValue, scores: [Score?],
            isHighlighted: Bool = false
        ) {
            self.name = name
            self.detail = detail
            self.evaluation = evaluation
            self.scores = scores
            self.isHighlighted = isHighlighted
        }
    }

    /// The kinds of task: `5-way 1-shot`.
    public var columns: [String]
    /// The methods.
    public var rows: [Row]

    /// Creates a table.
    public init(columns: [String], rows: [Row]) {
        self.columns = columns
        self.rows = rows
    }
}
