import Tracing

/// A tracer that samples a share of the requests and exports their finished spans.
///
/// A request with a `traceparent` continues that trace, with its caller's sampling decision.
package struct ServiceTracer: Tracer {
    private let share: Double
    private let export: @Sendable (FinishedSpan) -> Void

    /// Creates a tracer.
    ///
    /// - Parameters:
    ///   - share: The share of requests to sample, 0…1, among those without a caller's decision.
    ///   - export: The receiver of finished spans; called on the thread that did the work, so it must not block.
    package init(share: Double, export: @escaping @Sendable (FinishedSpan) -> Void = { _ in }) {
        self.share = share
        self.export = export
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> ServiceSpan {
        let context = context()
        var place = context.trace ?? TraceParent.random(isSampled: share > 0 && Double.random(in: 0..<1) < share)
        place.span = .random(in: 1 ... .max)
        return ServiceSpan(
            operationName, at: instant().nanosecondsSinceEpoch, place: place, parent: context.trace?.span, in: context,
            export: export)
    }

    package func forceFlush() {}

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let header = extractor.extract(key: "traceparent", from: carrier) else { return }
        context.trace = TraceParent(header)
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace else { return }
        injector.inject("\(trace)", forKey: "traceparent", into: &carrier)
    }
}
