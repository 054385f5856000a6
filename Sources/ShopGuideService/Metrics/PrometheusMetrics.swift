import CoreMetrics
import Synchronization

/// A swift-metrics backend that exports in the Prometheus format.
///
/// Memory is bounded: a metric has at most ``limit`` series; further labels are counted as `other`.
package final class PrometheusMetrics: MetricsFactory {
    /// Maximum number of series of a metric.
    package static let limit = 400

    private enum Kind: String {
        case counter, gauge, histogram
    }

    private struct Family {
        let kind: Kind
        var series: [MetricLabels: any MetricSeries] = [:]
    }

    /// A gauge that is evaluated on export.
    private struct Observation {
        let labels: @Sendable () -> MetricLabels
        let value: @Sendable () -> Double
    }

    private struct State {
        var families: [String: Family] = [:]
        var helps: [String: String] = [:]
        var observations: [String: [Observation]] = [:]
    }

    private let state = Mutex(State())

    /// Creates a registry without metrics.
    package init() {}

    /// Sets the help text of a metric.
    package func describe(_ name: String, _ help: String) { state.withLock { $0.helps[name] = help } }

    /// Registers a gauge that is evaluated on export.
    package func observe(
        _ name: String, _ labels: [(String, String)] = [], help: String, _ value: @escaping @Sendable () -> Double
    ) {
        let labels = MetricLabels(labels)
        state.withLock { state in
            state.helps[name] = help
            state.observations[name, default: []].append(Observation(labels: { labels }, value: value))
        }
    }

    /// Registers a text that is exported as the label of a gauge of 1.
    package func observe(_ name: String, _ label: String, help: String, _ word: @escaping @Sendable () -> String) {
        state.withLock { state in
            state.helps[name] = help
            state.observations[name] = [Observation(labels: { MetricLabels([(label, word())]) }, value: { 1 })]
        }
    }

    /// Returns all metrics in the Prometheus text format.
    package func text() -> String {
        let state = state.withLock { $0 }
        var text = ""
        for (name, family) in state.families.sorted(by: { $0.key < $1.key }) {
            text += PrometheusText.heading(name, family.kind.rawValue, help: state.helps[name])
            for (labels, series) in family.series.sorted(by: { $0.key.text < $1.key.text }) {
                series.write(name, labels, to: &text)
            }
        }
        for (name, observations) in state.observations.sorted(by: { $0.key < $1.key }) {
            let kind = name.hasSuffix("_total") ? "counter" : "gauge"
            text += PrometheusText.heading(name, kind, help: state.helps[name])
            for observation in observations {
                text += "\(name)\(observation.labels().braced()) \(PrometheusText.number(observation.value()))\n"
            }
        }
        return text
    }

    private func series<Series: MetricSeries>(
        _ name: String, _ kind: Kind, _ dimensions: [(String, String)], _ make: () -> Series
    ) -> Series {
        state.withLock { state in
            // A name has one kind: for another kind, the series is not exported.
            guard state.families[name]?.kind ?? kind == kind, state.observations[name] == nil else { return make() }
            var family = state.families[name] ?? Family(kind: kind)
            var labels = MetricLabels(dimensions)
            if family.series[labels] == nil, family.series.count >= Self.limit {
                labels = MetricLabels.other(dimensions)
            }
            if let known = family.series[labels] as? Series { return known }
            let series = make()
            family.series[labels] = series
            state.families[name] = family
            return series
        }
    }

    private static func name(_ label: String, suffix: String) -> String {
        let name = MetricLabels.name(label)
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    // MARK: MetricsFactory

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(Self.name(label, suffix: "_total"), .counter, dimensions) { CounterSeries() }
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(Self.name(label, suffix: "_total"), .counter, dimensions) { CounterSeries() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(Self.name(label, suffix: ""), .gauge, dimensions) { GaugeSeries() }
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        let name = Self.name(label, suffix: "")
        guard aggregate else { return series(name, .gauge, dimensions) { GaugeSeries() } }
        return series(name, .histogram, dimensions) { HistogramSeries(HistogramSeries.sizes) }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(Self.name(label, suffix: "_seconds"), .histogram, dimensions) {
            HistogramSeries(HistogramSeries.seconds)
        }
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    private func remove(_ series: AnyObject) {
        state.withLock { state in
            for (name, var family) in state.families {
                family.series = family.series.filter { $0.value !== series }
                state.families[name] = family.series.isEmpty ? nil : family
            }
        }
    }
}
