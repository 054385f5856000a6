import Foundation

/// A chart axis: maps numbers to 0…1, with ticks at round numbers.
struct Axis {
    /// The value at its start.
    let lower: Double
    /// The value at its end; greater than ``lower``.
    let upper: Double
    /// The distance of ticks: 1, 2 or 5 times a power of ten.
    let step: Double
    /// Whether ticks are shares, to be shown in percent.
    let isPercent: Bool

    /// Creates an axis that includes all finite values and `bounds`.
    ///
    /// Without values it spans 0…1; a single value gets a margin. The axis ends at ticks or, if tight, a little beyond the values.
    init(
        showing values: [Double], including bounds: ClosedRange<Double>? = nil, isTight: Bool = false,
        isPercent: Bool = false
    ) {
        let ends = bounds.map { [$0.lowerBound, $0.upperBound] } ?? []
        let shown = (values + ends).filter(\.isDrawable)
        var (low, high) = (shown.min() ?? 0, shown.max() ?? 1)
        if high - low <= high.magnitude * 1e-9 {
            let room = high == 0 ? 0.5 : high.magnitude / 10
            (low, high) = (low - room, high + room)
        }
        let rough = (high - low) / 5
        let power = pow(10, log10(rough).rounded(.down))
        let step = ([1, 2, 5].first { $0 * power >= rough * 0.999 } ?? 10) * power
        let margin = (high - low) * 0.06
        lower = isTight ? low - margin : (low / step + 1e-9).rounded(.down) * step
        upper = isTight ? high + margin : (high / step - 1e-9).rounded(.up) * step
        self.step = step
        self.isPercent = isPercent
    }

    /// The ticks, ascending.
    var ticks: [Double] {
        let first = (lower / step - 1e-9).rounded(.up)
        let last = (upper / step + 1e-9).rounded(.down)
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }

    /// Returns the position of a value: 0 at the start, 1 at the end.
    func position(of value: Double) -> Double { (value - lower) / (upper - lower) }

    /// Returns the label of a tick.
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
