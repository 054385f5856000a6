import Synchronization
import Tracing

/// A span in progress.
package final class ServiceSpan: Span {
    private struct State {
        var name: String
        var attributes: SpanAttributes = [:]
        var isFailed = false
        var isEnded = false
    }

    /// The context of its child spans.
    package let context: InstrumentationContext
    private let place: TraceParent
    private let parent: UInt64?
    private let start: UInt64
    private let state: Mutex<State>
    private let export: @Sendable (FinishedSpan) -> Void

    init(
        _ name: String, at start: UInt64, place: TraceParent, parent: UInt64?, in context: InstrumentationContext,
        export: @escaping @Sendable (FinishedSpan) -> Void
    ) {
        self.place = place
        self.parent = parent
        self.start = start
        self.export = export
        var context = context
        context.trace = place
        self.context = context
        state = Mutex(State(name: name))
    }

    package var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    package var isRecording: Bool { place.isSampled && state.withLock { !$0.isEnded } }

    package func setStatus(_ status: SpanStatus) {
        guard status.code == .error else { return }
        state.withLock { $0.isFailed = true }
    }

    package func addEvent(_ event: SpanEvent) {}

    package func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        state.withLock { $0.isFailed = true }
    }

    package func addLink(_ link: SpanLink) {}

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let state = state.withLock { state -> State? in
            guard !state.isEnded else { return nil }
            state.isEnded = true
            return state
        }
        guard let state, place.isSampled else { return }
        var attributes: [String: String] = [:]
        state.attributes.forEach { key, value in attributes[key] = Self.text(value) }
        let end = max(instant().nanosecondsSinceEpoch, start)
        export(
            FinishedSpan(
                name: state.name, place: place, parent: parent, start: start, duration: end - start,
                attributes: attributes, isFailed: state.isFailed))
    }

    private static func text(_ attribute: SpanAttribute) -> String {
        switch attribute {
        case .int32(let value): "\(value)"
        case .int64(let value): "\(value)"
        case .double(let value): "\(value)"
        case .bool(let value): "\(value)"
        case .string(let value): value
        case .stringConvertible(let value): "\(value)"
        default: "\(attribute)"
        }
    }
}
