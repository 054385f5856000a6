import Tracing

/// A completed span.
package struct FinishedSpan: Sendable {
    /// The operation's name.
    package var name: String
    /// Its place in the trace.
    package var place: TraceParent
    /// The parent span; nil for the root of a trace.
    package var parent: UInt64?
    /// The start, in nanoseconds since 1970.
    package var start: UInt64
    /// The duration, in nanoseconds.
    package var duration: UInt64
    /// Its attributes.
    package var attributes: [String: String]
    /// Whether it failed.
    package var isFailed: Bool
}
