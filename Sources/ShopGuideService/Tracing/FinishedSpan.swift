import Tracing

/// A piece of work that is done.
package struct FinishedSpan: Sendable {
    /// What it was.
    package var name: String
    /// Where it stands.
    package var place: TraceParent
    /// The span that it's part of; nil for the first of a trace.
    package var parent: UInt64?
    /// When it began, in nanoseconds since 1970.
    package var start: UInt64
    /// How long it took, in nanoseconds.
    package var duration: UInt64
    /// More about it.
    package var attributes: [String: String]
    /// Whether it failed.
    package var isFailed: Bool
}
