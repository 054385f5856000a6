/// Numbers over numbers, as lines: how something went.
public struct LineChart: Sendable {
    /// A point; one with a value that is not finite interrupts the line.
    public struct Point: Sendable {
        /// Along the horizontal axis.
        public var x: Double
        /// Along the vertical axis.
        public var y: Double

        /// Creates a point.
        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }

        var isDrawable: Bool { x.isDrawable && y.isDrawable }
    }

    /// A line and its name.
    public struct Series: Sendable {
        /// What the legend calls it.
        public var name: String
        /// From left to right.
        public var points: [Point]

        /// Creates a line.
        public init(name: String, points: [Point]) {
            self.name = name
            self.points = points
        }
    }

    /// A place on the horizontal axis that is worth a word.
    public struct Mark: Sendable {
        /// Where.
        public var x: Double
        /// The word.
        public var label: String

        /// Creates a mark.
        public init(x: Double, label: String) {
            self.x = x
            self.label = label
        }
    }

    /// What it shows.
    public var title: String
    /// What the horizontal axis counts.
    public var horizontalLabel: String
    /// What the vertical axis measures.
    public var verticalLabel: String
    /// The lines; colours repeat after eight.
    public var series: [Series]
    /// Vertical lines.
    public var marks: [Mark] = []
    /// Whether the vertical axis measures shares, 0…1, shown in percent.
    public var isPercent = false
    /// What the vertical axis shows at least.
    public var verticalBounds: ClosedRange<Double>?

    /// Creates a chart.
    public init(title: String, horizontalLabel: String, verticalLabel: String, series: [Series]) {
        self.title = title
        self.horizontalLabel = horizontalLabel
        self.verticalLabel = verticalLabel
        self.series = series
    }

    /// The chart as an SVG element, its colours left to the page's style sheet.
    public var svg: String {
        let points = series.flatMap(\.points).filter(\.isDrawable)
        let frame = ChartFrame(
            horizontal: Axis(showing: points.map(\.x) + marks.map(\.x)),
            vertical: Axis(showing: points.map(\.y), including: verticalBounds, isPercent: isPercent), height: 340)
        let lines = series.enumerated().map { index, series in draw(series, index, in: frame) }
        let marks = marks.filter(\.x.isDrawable).map { frame.line(at: $0.x, label: $0.label) }
        return frame.svg(
            title: title, horizontalLabel: horizontalLabel, verticalLabel: verticalLabel, content: marks + lines)
    }

    private func draw(_ series: Series, _ index: Int, in frame: ChartFrame) -> String {
        let runs = series.points.split { !$0.isDrawable }
        let path = runs.map { run in
            run.enumerated().map { position, point in
                "\(position == 0 ? "M" : "L")\(frame.x(point.x).coordinate) \(frame.y(point.y).coordinate)"
            }.joined()
        }.joined()
        let dots = runs.joined().map { point in
            let place = "cx=\"\(frame.x(point.x).coordinate)\" cy=\"\(frame.y(point.y).coordinate)\""
            let value = isPercent ? point.y.percent() : point.y.text(decimals: 3)
            let title = "\(series.name), \(point.x.text(decimals: 0)): \(value)"
            return "<circle \(place) r=\"3\"><title>\(title.escapedForMarkup)</title></circle>"
        }
        return "<g class=\"series c\(index % 8)\"><path d=\"\(path)\"/>\(dots.joined())</g>"
    }
}
