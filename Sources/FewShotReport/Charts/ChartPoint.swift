/// A point of a chart.
public struct ChartPoint: Sendable {
    /// The value on the horizontal axis.
    public var x: Double
    /// The value on the vertical axis.
    public var y: Double

    /// Creates a point.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }

    var isDrawable: Bool { x.isDrawable && y.isDrawable }
}
