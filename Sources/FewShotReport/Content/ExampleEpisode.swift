import FewShotLearning
import FewShotTensors

/// One task in full: what was shown, what was asked, and what was answered why.
public struct ExampleEpisode: Sendable {
    /// A category and all that the learner is shown of it.
    public struct Category: Sendable {
        /// The category.
        public var name: String
        /// Its support examples.
        public var support: [Picture]

        /// Creates a category.
        public init(name: String, support: [Picture]) {
            self.name = name
            self.support = support
        }
    }

    /// A question and its answer.
    public struct Query: Sendable {
        /// The example in question.
        public var picture: Picture
        /// The right category, by position.
        public var label: Int
        /// How far it is from each category.
        public var distances: [Double]
        /// How likely each category is, 0…1.
        public var probabilities: [Double]

        /// Creates a query.
        public init(picture: Picture, label: Int, distances: [Double], probabilities: [Double]) {
            self.picture = picture
            self.label = label
            self.distances = distances
            self.probabilities = probabilities
        }

        /// The category that was answered, by position: the likeliest, or the first of equals.
        public var answer: Int { probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0 }
    }

    /// The categories, in the order of labels.
    public var categories: [Category]
    /// The queries.
    public var queries: [Query]
    /// What the distances are, before the categories' names.
    public var distanceLabel = "Distance to the prototype of"

    /// Creates an episode to show.
    public init(categories: [Category], queries: [Query]) {
        self.categories = categories
        self.queries = queries
    }

    /// Shows a drawn episode.
    ///
    /// - Precondition: The episode has a plan: a sampler drew it.
    ///
    /// - Parameters:
    ///   - episode: What was drawn.
    ///   - dataset: What it was drawn from: images `[examples, channels, height, width]`.
    ///   - scores: Negative distances, shape `[queries, ways]`.
    ///   - queries: How many queries of each category are shown.
    ///   - title: What to call a category, given its name in the data set.
    /// - Throws: The error of failed scores or features, or that the features are no images.
    public init(
        _ episode: Episode, from dataset: Dataset, scores: Tensor, queries: Int, title: (String) -> String = { $0 }
    ) throws {
        guard let plan = episode.plan else { preconditionFailure("the episode was not drawn from a data set") }
        let ways = episode.support.ways
        let names = plan.classes.map { title(dataset.classes[$0].name) }
        let distances = try (-scores).to(.float64).values(as: Double.self)
        let probabilities = try scores.to(.float64).softmax().values(as: Double.self)
        let shots = plan.support.count / ways
        let drawn = plan.query.count / ways
        categories = try names.enumerated().map { label, name in
            let rows = plan.support[label * shots..<(label + 1) * shots]
            return Category(name: name, support: try rows.map { try Picture(dataset.features[$0], alternative: name) })
        }
        self.queries = try plan.query.enumerated().filter { $0.offset % drawn < queries }.map { position, row in
            let columns = position * ways..<(position + 1) * ways
            return Query(
                picture: try Picture(dataset.features[row], alternative: "An example of \(names[position / drawn])"),
                label: position / drawn, distances: Array(distances[columns]),
                probabilities: Array(probabilities[columns]))
        }
    }
}
