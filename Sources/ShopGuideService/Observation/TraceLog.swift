import Logging

/// A log of finished spans, one line each.
package struct TraceLog: Sendable {
    private let logger: Logger

    /// Creates a log that writes to `logger`.
    package init(_ logger: Logger) { self.logger = logger }

    /// Writes a span.
    package func write(_ span: FinishedSpan) {
        var metadata: Logger.Metadata = [
            "trace": .string(span.place.traceID), "span": .string(TraceParent.hexadecimal(span.place.span)),
            "ms": "\(Double(span.duration / 1000) / 1000)", "failed": "\(span.isFailed)",
        ]
        if let parent = span.parent { metadata["parent"] = .string(TraceParent.hexadecimal(parent)) }
        for (key, value) in span.attributes { metadata[key] = .string(value) }
        logger.info("span \(span.name)", metadata: metadata)
    }
}
