/// The categories that something is likely of, with probabilities.
public struct Classification: Sendable, Equatable, Codable {
    /// A category with its probability.
    public struct Answer: Sendable, Equatable, Codable {
        /// The category's name.
        public var category: String
        /// 0…1; over all categories and none they add up to 1.
        public var probability: Double
        /// The squared distance to the category's prototype.
        public var distance: Double

        /// Creates an answer.
        public init(category: String, probability: Double, distance: Double) {
            self.category = category
            self.probability = probability
            self.distance = distance
        }
    }

    /// The likeliest categories, in order.
    public var answers: [Answer]
    /// The probability of none of the categories, 0…1.
    public var none: Double

    /// Creates a classification; answers in order.
    public init(answers: [Answer], none: Double) {
        self.answers = answers
        self.none = none
    }

    /// A reason for answering by none of the categories.
    public enum Doubt: String, Sendable, Codable {
        /// It is too far from all of them.
        case far
        /// It lies between two of them, of which neither is sure enough.
        case between
    }

    /// The reason for answering by none of the categories; `nil` where one is answered, or there are none.
    ///
    /// It lies between two where the second is at least half as likely as the first, and together they are as likely as none of them.
    public var doubt: Doubt? {
        guard category == nil, let first = answers.first else { return nil }
        guard answers.count > 1, 2 * answers[1].probability >= first.probability,
            first.probability + answers[1].probability >= none
        else { return .far }
        return .between
    }

    /// The answer: a category, or `nil` for none of these.
    public var category: String? {
        guard let first = answers.first, first.probability >= none else { return nil }
        return first.category
    }
}
