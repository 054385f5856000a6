/// What a report says, free of how it looks.
public struct ReportContent: Sendable {
    /// A number worth showing large.
    public struct Figure: Sendable {
        /// The number with its unit: `91.2 %`.
        public var value: String
        /// What it is.
        public var label: String

        /// Creates a figure.
        public init(value: String, label: String) {
            self.value = value
            self.label = label
        }
    }

    /// The title of the page.
    public var title: String
    /// The outcome in one sentence.
    public var summary: String
    /// A few numbers beside the summary.
    public var figures: [Figure]
    /// The rest, in order.
    public var sections: [ReportSection]
    /// The last line: what made the report, and how to make it again.
    public var footer: String

    /// Creates a report's content.
    public init(
        title: String, summary: String, figures: [Figure] = [], sections: [ReportSection], footer: String = ""
    ) {
        self.title = title
        self.summary = summary
        self.figures = figures
        self.sections = sections
        self.footer = footer
    }
}
