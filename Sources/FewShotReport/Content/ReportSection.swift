/// A section of a report: a heading, a paragraph and a body.
public struct ReportSection: Sendable {
    /// The body of a section.
    public enum Body: Sendable {
        /// A table of accuracies.
        case results(ResultsTable)
        /// Training curves.
        case charts([LineChart])
        /// A map of embeddings.
        case map(EmbeddingMap)
        /// An example episode.
        case episode(ExampleEpisode)
        /// A table of confusions.
        case confusion(ConfusionTable)
        /// A sequence of steps.
        case story(Story)
        /// Names and values.
        case facts([Fact])
    }

    /// A named value.
    public struct Fact: Sendable {
        /// `Seed`.
        public var name: String
        /// `7`.
        public var value: String

        /// Creates a fact.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The heading.
    public var heading: String
    /// The paragraph, which explains the body.
    public var text: String
    /// The body.
    public var body: Body

    /// Creates a section.
    public init(heading: String, text: String, body: Body) {
        self.heading = heading
        self.text = text
        self.body = body
    }
}
