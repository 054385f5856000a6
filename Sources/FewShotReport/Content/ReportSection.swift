/// A part of a report: a heading, a paragraph, and something to look at.
public struct ReportSection: Sendable {
    /// What there is to look at.
    public enum Body: Sendable {
        /// Accuracies side by side.
        case results(ResultsTable)
        /// How training went.
        case charts([LineChart])
        /// The embedding in the plane.
        case map(EmbeddingMap)
        /// One task, query by query.
        case episode(ExampleEpisode)
        /// What is taken for what.
        case confusion(ConfusionTable)
        /// What happens, step by step.
        case story(Story)
        /// Names and values.
        case facts([Fact])
    }

    /// Something to know, with its name.
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
    /// How to read what follows.
    public var text: String
    /// What follows.
    public var body: Body

    /// Creates a section.
    public init(heading: String, text: String, body: Body) {
        self.heading = heading
        self.text = text
        self.body = body
    }
}
