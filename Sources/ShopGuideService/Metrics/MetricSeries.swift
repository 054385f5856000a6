import CoreMetrics
import Synchronization

/// The values of one metric under some labels.
protocol MetricSeries: AnyObject, Sendable {
    /// Appends the lines of the series to a text.
    func write(_ name: String, _ labels: MetricLabels, to text: inout String)
}

/// A number that never decreases.
final class CounterSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
    private let value = Mutex(0.0)

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    /// Adds a positive amount; others are ignored.
    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        value.withLock { $0 += amount }
    }

    func reset() { value.withLock { $0 = 0 } }

    func write(_ name: String, _ labels: MetricLabels, to text: inout String) {
        text += "\(name)\(labels.braced()) \(PrometheusText.number(value.withLock { $0 }))\n"
    }
}

/// A number that may increase and decrease.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)

    func set(_ number: Int64) { set(Double(number)) }
    func set(_ number: Double) { value.withLock { $0 = number } }
    func record(_ number: Int64) { set(Double(number)) }
    func record(_ number: Double) { set(number) }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }

    func write(_ name: String, _ labels: MetricLabels, to text: inout String) {
        text += "\(name)\(labels.braced()) \(PrometheusText.number(value.withLock { $0 }))\n"
    }
}

/// The distribution of values over buckets.
final class HistogramSeries: MetricSeries, TimerHandler, RecorderHandler {
    /// Bucket bounds for durations: half a millisecond to ten seconds.
    static let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    /// Bucket bounds for counts.
    static let sizes = (0...12).map { Double(1 << $0) }

    private struct State {
        /// The count of each bucket; values above all bounds are counted last.
        var counts: [UInt64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(_ bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ number: Int64) { record(Double(number)) }

    func record(_ number: Double) {
        guard number.isFinite else { return }
        let place = bounds.firstIndex { number <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[place] += 1
            $0.sum += number
        }
    }

    func write(_ name: String, _ labels: MetricLabels, to text: inout String) {
        let state = state.withLock { $0 }
        var count: UInt64 = 0
        for (place, bound) in (bounds + [.infinity]).enumerated() {
            count += state.counts[place]
            text += "\(name)_bucket\(labels.braced(and: "le=\"\(PrometheusText.number(bound))\"")) \(count)\n"
        }
        text += "\(name)_sum\(labels.braced()) \(PrometheusText.number(state.sum))\n"
        text += "\(name)_count\(labels.braced()) \(count)\n"
    }
}
