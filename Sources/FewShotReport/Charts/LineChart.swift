/// A line chart.
public struct LineChart: Sendable {
    /// A line and its name.
    public struct Series: Sendable {
        /// The name in the legend.
        public var name: String
        /// The points from left to right; one with a value that is not finite interrupts the line.
        public var points: [ChartPoint]

        /// Creates a line.
        public init(name: String, points: [ChartPoint]) {
            self.name = name
            self.points = points
        }
    }

    /// A labelled value of the horizontal axis.
    public struct Mark: Sendable {
        /// The value.
        public var x: Double
        /// The label.
        public var label: String

        /// Creates a mark.
        public init(x: Double, label: String) {
            self.x = x
            self.label = label
        }
    }

    /// The title.
    public var title: String
    /// The label of the horizontal axis.
    public var horizontalLabel: String
    /// The label of the vertical axis.
    public var verticalLabel: String
    /// The lines; colours repeat after eight.
    public var series: [Series]
    /// Labelled vertical lines.
    public var marks: [Mark] = []
    /// Whether the vertical axis measures shares, 0…1, shown in percent.
    public var isPercent = false
    /// Values that the vertical axis must include.
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
