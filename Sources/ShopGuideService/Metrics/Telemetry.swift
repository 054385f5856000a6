import CoreMetrics
import ShopGuideApplication
import Instrumentation
import Tracing

/// The metrics and traces of a service; per service rather than global, so that several can run in one process.
package struct Telemetry: Sendable {
    /// The metrics.
    package let metrics: PrometheusMetrics
    /// The tracer.
    package let tracer: ServiceTracer
    private let timers: [WorkStage: any TimerHandler]
    private let groups: any RecorderHandler

    /// Creates telemetry without records.
    package init(tracer: ServiceTracer = ServiceTracer(share: 0)) {
        let metrics = PrometheusMetrics()
        self.metrics = metrics
        self.tracer = tracer
        metrics.describe("shopguide_stage_duration_seconds", "Duration of a unit of work, by stage.")
        metrics.describe("shopguide_commit_changes", "Number of changes per transaction.")
        timers = Dictionary(
            uniqueKeysWithValues: WorkStage.allCases.map { stage in
                (stage, metrics.makeTimer(label: "shopguide.stage.duration", dimensions: [("stage", stage.rawValue)]))
            })
        groups = metrics.makeRecorder(label: "shopguide.commit.changes", dimensions: [], aggregate: true)
        ProcessFigures.observe(in: metrics)
    }

    /// Records the number of changes in a transaction.
    package func recordCommit(of changes: Int) { groups.record(Int64(changes)) }

    /// Runs `body` and records its duration and, in a sampled trace, a span.
    package func measured<Result>(_ stage: WorkStage, _ body: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        defer { record(stage, since: start) }
        guard InstrumentationContext.current?.trace?.isSampled == true else { return try body() }
        return try tracer.withSpan(stage.rawValue) { _ in try body() }
    }

    /// Runs `body` and records its duration and, in a sampled trace, a span.
    package func measured<Result>(_ stage: WorkStage, _ body: () async throws -> Result) async rethrows -> Result {
        let start = ContinuousClock.now
        defer { record(stage, since: start) }
        guard InstrumentationContext.current?.trace?.isSampled == true else { return try await body() }
        return try await tracer.withSpan(stage.rawValue) { _ in try await body() }
    }

    private func record(_ stage: WorkStage, since start: ContinuousClock.Instant) {
        timers[stage]?.recordNanoseconds(start.duration(to: .now).nanoseconds)
    }
}

extension Duration {
    /// The length in nanoseconds, saturated at `Int64.max`.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds.multipliedReportingOverflow(by: 1_000_000_000).overflow
            ? .max : seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
