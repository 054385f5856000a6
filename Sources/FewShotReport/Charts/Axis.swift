import Foundation

/// Maps numbers to 0…1 along a side of a chart, with ticks at round numbers.
struct Axis {
    /// Where the axis starts.
    let lower: Double
    /// Where it ends; above ``lower``.
    let upper: Double
    /// The distance of ticks: 1, 2 or 5 times a power of ten.
    let step: Double
    /// Whether ticks are read as shares, in percent.
    let isPercent: Bool

    /// Creates an axis that shows all finite values; it may be told to show more.
    ///
    /// Without values it spans 0…1; around a single one it leaves room.
    init(showing values: [Double], including bounds: ClosedRange<Double>? = nil, isPercent: Bool = false) {
        let ends = bounds.map { [$0.lowerBound, $0.upperBound] } ?? []
        let finite = (values + ends).filter(\.isDrawable)
        var (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
        if high - low <= high.magnitude * 1e-9 {
            let room = high == 0 ? 0.5 : high.magnitude / 10
            (low, high) = (low - room, high + room)
        }
        let rough = (high - low) / 5
        let power = pow(10, log10(rough).rounded(.down))
        step = ([1, 2, 5].first { $0 * power >= rough * 0.999 } ?? 10) * power
        lower = (low / step + 1e-9).rounded(.down) * step
        upper = (high / step - 1e-9).rounded(.up) * step
        self.isPercent = isPercent
    }

    /// Where the ticks are, from the start to the end.
    var ticks: [Double] {
        (0...Int(((upper - lower) / step).rounded())).map { lower + Double($0) * step }
    }

    /// Where a value lies: 0 at the start, 1 at the end.
    func position(of value: Double) -> Double { (value - lower) / (upper - lower) }

    /// What is written at a tick.
    func label(_ tick: Double) -> String {
        let shownStep = isPercent ? step * 100 : step
        let decimals = max(0, -Int((log10(shownStep) + 1e-9).rounded(.down)))
        guard decimals < 7, tick.magnitude < 1e9 else { return String(format: "%.3g", isPercent ? tick * 100 : tick) }
        return isPercent ? tick.percent(decimals: decimals) : tick.text(decimals: decimals)
    }
}

extension Double {
    /// Whether a chart can show this number: it is finite, and differences of such numbers are too.
    var isDrawable: Bool { magnitude < 1e300 }  // NaN is not less
}
