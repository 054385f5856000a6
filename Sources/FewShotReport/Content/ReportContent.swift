/// The content of a report, independent of its layout.
public struct ReportContent: Sendable {
    /// A key figure.
    public struct Figure: Sendable {
        /// The number with its unit: `91.2 %`.
        public var value: String
        /// The label.
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
    /// The key figures.
    public var figures: [Figure]
    /// The sections, in order.
    public var sections: [ReportSection]
    /// The footer: the program and the command that made the report.
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
