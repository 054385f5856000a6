import CoreMetrics
import Instrumentation
import Tracing

/// What a service tells of its work: metrics and traces, of its own and not of the process, so that several can be side by side.
package struct Telemetry: Sendable {
    /// What is recorded.
    package let metrics: PrometheusMetrics
    /// What is traced.
    package let tracer: ServiceTracer
    private let timers: [WorkStage: any TimerHandler]
    private let groups: any RecorderHandler

    /// Creates one that has recorded nothing.
    package init(tracer: ServiceTracer = ServiceTracer(share: 0)) {
        let metrics = PrometheusMetrics()
        self.metrics = metrics
        self.tracer = tracer
        metrics.describe("shopguide_stage_duration_seconds", "Time of one piece of work, by its kind.")
        metrics.describe("shopguide_commit_changes", "Changes that were brought to the disk together.")
        timers = Dictionary(
            uniqueKeysWithValues: WorkStage.allCases.map { stage in
                (stage, metrics.makeTimer(label: "shopguide.stage.duration", dimensions: [("stage", stage.rawValue)]))
            })
        groups = metrics.makeRecorder(label: "shopguide.commit.changes", dimensions: [], aggregate: true)
        ProcessFigures.observe(in: metrics)
    }

    /// Records how many changes were brought to the disk together.
    package func recordCommit(of changes: Int) { groups.record(Int64(changes)) }

    /// Does a piece of work, and records how long it took; where the request is traced, as a span of its own.
    package func measured<Result>(_ stage: WorkStage, _ body: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        defer { record(stage, since: start) }
        guard InstrumentationContext.current?.trace?.isSampled == true else { return try body() }
        return try tracer.withSpan(stage.rawValue) { _ in try body() }
    }

    /// Does a piece of work that may wait, and records how long it took.
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
    /// The length in nanoseconds; centuries are cut to what fits.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds.multipliedReportingOverflow(by: 1_000_000_000).overflow
            ? .max : seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
