import FewShotLearning
import FewShotTensors

/// An episode in full: support, queries and predictions with their distances.
public struct ExampleEpisode: Sendable {
    /// A category and its support examples.
    public struct Category: Sendable {
        /// The category.
        public var name: String
        /// The support examples.
        public var support: [Picture]

        /// Creates a category.
        public init(name: String, support: [Picture]) {
            self.name = name
            self.support = support
        }
    }

    /// A query and its prediction.
    public struct Query: Sendable {
        /// The query's image.
        public var picture: Picture
        /// The correct category, by position.
        public var label: Int
        /// The distance to each category.
        public var distances: [Double]
        /// The probability of each category, 0…1.
        public var probabilities: [Double]

        /// Creates a query.
        public init(picture: Picture, label: Int, distances: [Double], probabilities: [Double]) {
            self.picture = picture
            self.label = label
            self.distances = distances
            self.probabilities = probabilities
        }

        /// The predicted category, by position: the most likely, or the first of equals.
        public var answer: Int { probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0 }
    }

    /// The categories, by label.
    public var categories: [Category]
    /// The queries.
    public var queries: [Query]
    /// The label of the distances, before the categories' names.
    public var distanceLabel = "Distance to the prototype of"

    /// Creates an episode.
    public init(categories: [Category], queries: [Query]) {
        self.categories = categories
        self.queries = queries
    }

    /// Creates an episode from a sampled one.
    ///
    /// - Precondition: The episode has a plan, as all episodes of a sampler have.
    ///
    /// - Parameters:
    ///   - episode: The sampled episode.
    ///   - dataset: Its data set, of images `[examples, channels, height, width]`.
    ///   - scores: Negative distances, shape `[queries, ways]`.
    ///   - queries: Maximum number of queries of each category.
    ///   - title: Returns the title of a category, given its name in the data set.
    /// - Throws: The error of failed scores or features, or of features that are no images.
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
