/// The outcome of learning from a shop's own data, as `shopguide learn --format json` prints it.
public struct TrainingOutcome: Codable, Sendable, Hashable {
    /// The part of the report on the test that a summary needs.
    public struct Report: Codable, Sendable, Hashable {
        /// The learner that was chosen on validation.
        public var chosen: String
        /// Sentences on what was found, and on what was left out.
        public var notes: [String]
        /// The tables, one for each protocol.
        public var tables: [Table]
    }

    /// The learners in one protocol.
    public struct Table: Codable, Sendable, Hashable {
        /// The name of the protocol.
        public var `protocol`: String
        /// The name in words.
        public var title: String
        /// The number of shoppers.
        public var shoppers: Int
        /// The learners, the best last.
        public var rows: [Row]
    }

    /// A learner in one protocol.
    public struct Row: Codable, Sendable, Hashable {
        /// The learner's name.
        public var learner: String
        /// nDCG@10 among the whole catalogue, 0…1.
        public var ndcg10: Double
        /// Its 95 % interval over shoppers.
        public var ndcg10Interval95: [Double]
        /// The share of answers among the first ten.
        public var recall10: Double
    }

    /// The report.
    public var report: Report
    /// The trained learner that is to serve; nil where none was chosen.
    public var learner: String?
    /// The learner that served before.
    public var active: String
    /// The advantage over it in nDCG@10 on validation, with half its 95 % interval; empty where it wasn't measured.
    public var advantage: [Double]
    /// Whether it is ahead by more than its error.
    public var isBetter: Bool
    /// Whether it was made active when it was done.
    public var activated: Bool
}
