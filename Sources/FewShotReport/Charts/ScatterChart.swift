/// A scatter chart of groups of points; each group may have a larger marker with its name.
public struct ScatterChart: Sendable {
    /// Points of one colour and shape.
    public struct Group: Sendable {
        /// The name at its marker and in the tooltip of its points.
        public var name: String
        /// The points; those that are not finite are left out.
        public var points: [ChartPoint]
        /// The position of the larger marker.
        public var marker: ChartPoint?
        /// The marker's image.
        public var picture: Picture?

        /// Creates a group.
        public init(name: String, points: [ChartPoint], marker: ChartPoint? = nil, picture: Picture? = nil) {
            self.name = name
            self.points = points
            self.marker = marker
            self.picture = picture
        }
    }

    /// The title.
    public var title: String
    /// The label of the horizontal axis.
    public var horizontalLabel: String
    /// The label of the vertical axis.
    public var verticalLabel: String
    /// The groups; colours and shapes repeat after eight.
    public var groups: [Group]

    /// Creates a chart.
    public init(title: String, horizontalLabel: String, verticalLabel: String, groups: [Group]) {
        self.title = title
        self.horizontalLabel = horizontalLabel
        self.verticalLabel = verticalLabel
        self.groups = groups
    }

    /// The chart as an SVG element, its colours left to the page's style sheet.
    ///
    /// - Throws: An error if an image can't be encoded.
    public var svg: String {
        get throws {
            let places = groups.flatMap { $0.points + ($0.marker.map { [$0] } ?? []) }.filter(\.isDrawable)
            let frame = ChartFrame(
                horizontal: Axis(showing: places.map(\.x), isTight: true),
                vertical: Axis(showing: places.map(\.y), isTight: true), height: 470)
            let points = groups.enumerated().map { index, group in draw(group, index, in: frame) }
            return frame.svg(
                title: title, horizontalLabel: horizontalLabel, verticalLabel: verticalLabel,
                content: points + (try markers(in: frame)))
        }
    }

    private func draw(_ group: Group, _ index: Int, in frame: ChartFrame) -> String {
        let shapes = group.points.filter(\.isDrawable).map { point in
            let place = "translate(\(frame.x(point.x).coordinate) \(frame.y(point.y).coordinate))"
            return "<path transform=\"\(place)\" d=\"\(Self.shapes[index % 8])\"/>"
        }
        return "<g class=\"points c\(index % 8)\"><title>\(group.name.escapedForMarkup)</title>\(shapes.joined())</g>"
    }

    /// The marks of groups, which also differ in shape for readers who can't distinguish the colours.
    private static let shapes = [
        "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",  // circle
        "M-3.5 -3.5h7v7h-7z",  // square
        "M0 -4.5L4.5 3.5h-9z",  // triangle
        "M0 -5L4 0L0 5L-4 0z",  // diamond
        "M0 4.5L4.5 -3.5h-9z",  // triangle, pointing down
        "M-1.5 -4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z",  // plus
        "M0 -4.5L4.3 -1.4L2.6 3.6h-5.2L-4.3 -1.4z",  // pentagon
        "M-4.5 -1.5L-1.5 -4.5L0 -3L1.5 -4.5L4.5 -1.5L3 0L4.5 1.5L1.5 4.5L0 3L-1.5 4.5L-4.5 1.5L-3 0z",  // cross
    ]

    private func markers(in frame: ChartFrame) throws -> [String] {
        let side = 32.0
        var labels = LabelPlacement(in: frame)
        let placed = groups.enumerated().compactMap { index, group in
            group.marker.flatMap { $0.isDrawable ? (index, group, frame.x($0.x), frame.y($0.y)) : nil }
        }
        for (_, _, x, y) in placed { labels.block(x: x, y: y, side: side) }
        return try placed.map { index, group, x, y in
            let corner = "x=\"\((x - side / 2).coordinate)\" y=\"\((y - side / 2).coordinate)\""
            let size = "width=\"\(side.coordinate)\" height=\"\(side.coordinate)\""
            let image = try group.picture.map { "<image \(corner) \(size) href=\"\(try $0.dataURI)\"/>" } ?? ""
            let label = labels.place(group.name, aroundX: x, y: y, side: side)
            return "<g class=\"marker c\(index % 8)\"><title>\(group.name.escapedForMarkup)</title>\(image)"
                + "<rect \(corner) \(size) rx=\"4\"/><text x=\"\(label.x.coordinate)\" y=\"\(label.y.coordinate)\" "
                + "text-anchor=\"middle\">\(group.name.escapedForMarkup)</text></g>"
        }
    }
}
