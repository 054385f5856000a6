/// What something is likely of.
public struct Classification: Sendable, Equatable, Codable {
    /// One category.
    public struct Answer: Sendable, Equatable, Codable {
        /// The category's name.
        public var category: String
        /// 0…1; over all categories and none they add up to 1.
        public var probability: Double
        /// The squared distance to the category's prototype.
        public var distance: Double
    }

    /// The likeliest categories, in order.
    public var answers: [Answer]
    /// How likely it is of none of the categories, 0…1.
    public var none: Double

    /// The answer: a category, or `nil` for none of these.
    public var category: String? {
        guard let first = answers.first, first.probability >= none else { return nil }
        return first.category
    }
}
