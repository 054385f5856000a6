/// The frame of a chart: its size, axes and coordinates, in SVG units.
struct ChartFrame {
    /// The axis at the bottom.
    let horizontal: Axis
    /// The axis at the left.
    let vertical: Axis
    /// The width of the chart.
    let width = 560.0
    /// The height of the chart.
    let height: Double

    /// The x-coordinate of the vertical axis.
    var left: Double { 78 }
    /// The x-coordinate of the horizontal axis' end.
    var right: Double { width - 18 }
    /// The y-coordinate of the vertical axis' end.
    var top: Double { 14 }
    /// The y-coordinate of the horizontal axis.
    var bottom: Double { height - 50 }

    /// Returns the x-coordinate of a value.
    func x(_ value: Double) -> Double { left + horizontal.position(of: value) * (right - left) }
    /// Returns the y-coordinate of a value.
    func y(_ value: Double) -> Double { bottom - vertical.position(of: value) * (bottom - top) }

    /// Returns the chart as SVG: an accessible title, grid, axes, then `content`.
    func svg(title: String, horizontalLabel: String, verticalLabel: String, content: [String]) -> String {
        var lines = [
            "<svg class=\"chart\" viewBox=\"0 0 \(width.coordinate) \(height.coordinate)\" role=\"img\" "
                + "aria-label=\"\(title.escapedForMarkup)\">"
        ]
        for tick in vertical.ticks {
            let y = y(tick).coordinate
            lines.append(
                "<line class=\"grid\" x1=\"\(left.coordinate)\" x2=\"\(right.coordinate)\" y1=\"\(y)\" y2=\"\(y)\"/>"
                    + "<text class=\"tick\" x=\"\((left - 8).coordinate)\" y=\"\(y)\" dy=\"0.35em\" "
                    + "text-anchor=\"end\">\(vertical.label(tick).escapedForMarkup)</text>")
        }
        for tick in horizontal.ticks {
            let x = x(tick).coordinate
            lines.append(
                "<line class=\"grid\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(top.coordinate)\" y2=\"\(bottom.coordinate)\"/>"
                    + "<text class=\"tick\" x=\"\(x)\" y=\"\((bottom + 7).coordinate)\" dy=\"0.8em\" "
                    + "text-anchor=\"middle\">\(horizontal.label(tick).escapedForMarkup)</text>")
        }
        lines.append(
            "<text class=\"axis\" x=\"\(((left + right) / 2).coordinate)\" y=\"\((height - 8).coordinate)\" "
                + "text-anchor=\"middle\">\(horizontalLabel.escapedForMarkup)</text>"
                + "<text class=\"axis\" transform=\"translate(16 \(((top + bottom) / 2).coordinate)) rotate(-90)\" "
                + "text-anchor=\"middle\">\(verticalLabel.escapedForMarkup)</text>")
        return (lines + content + ["</svg>"]).joined(separator: "\n")
    }

    /// Returns a vertical line at a value of the horizontal axis, with a label.
    func line(at value: Double, label: String) -> String {
        let x = x(value)
        let isRight = x > width * 0.7
        return "<line class=\"mark\" x1=\"\(x.coordinate)\" x2=\"\(x.coordinate)\" y1=\"\(top.coordinate)\" "
            + "y2=\"\(bottom.coordinate)\"/><text class=\"mark\" x=\"\((x + (isRight ? -6 : 6)).coordinate)\" "
            + "y=\"\(((top + bottom) / 2).coordinate)\" text-anchor=\"\(isRight ? "end" : "start")\">"
            + "\(label.escapedForMarkup)</text>"
    }
}
