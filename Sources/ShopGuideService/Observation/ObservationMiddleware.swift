import HTTPTypes
import Hummingbird
import Instrumentation
import Logging
import Tracing

/// Adds a request id, a span, metrics and a log line to every request; the outermost middleware.
package struct ObservationMiddleware<Context: RequestContext>: RouterMiddleware {
    private let telemetry: Telemetry
    private let metrics: RequestMetrics

    /// Creates one that records in `telemetry`.
    package init(_ telemetry: Telemetry) {
        self.telemetry = telemetry
        metrics = RequestMetrics(telemetry.metrics)
    }

    package func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        if let identity = RequestIdentity.accepted(request.headers[.requestIdentity]) {
            context.logger[metadataKey: "hb.request.id"] = .string(identity)
        }
        let span = span(of: request)
        if let trace = span.context.trace, trace.isSampled {
            context.logger[metadataKey: "trace"] = .string(trace.traceID)
        }
        metrics.begin()
        do {
            let inner = context
            var response = try await InstrumentationContext.$current.withValue(span.context) {
                try await next(request, inner)
            }
            response.headers[.requestIdentity] = context.id
            if let trace = span.context.trace { response.headers[.traceParent] = "\(trace)" }
            finish(span, request, context, status: response.status, after: start.duration(to: .now))
            return response
        } catch {
            let status = (error as? any HTTPResponseError)?.status ?? .internalServerError
            span.recordError(error)
            finish(span, request, context, status: status, after: start.duration(to: .now))
            throw error
        }
    }

    private func span(of request: Request) -> ServiceSpan {
        var parent = InstrumentationContext.topLevel
        telemetry.tracer.extract(request.headers, into: &parent, using: HeaderExtractor())
        return telemetry.tracer.startSpan("request", context: parent, ofKind: .server)
    }

    private func finish(
        _ span: ServiceSpan, _ request: Request, _ context: Context, status: HTTPResponse.Status,
        after duration: Duration
    ) {
        let route = context.endpointPath
        metrics.end(route: route, method: request.method, status: status.code, after: duration)
        let method = RequestMetrics.name(request.method)
        if span.isRecording {
            span.operationName = "\(method) \(route ?? "none")"
            span.updateAttributes { attributes in
                attributes["http.request.method"] = method
                attributes["http.route"] = route ?? "none"
                attributes["http.response.status_code"] = status.code
            }
            if status.code >= 500 { span.setStatus(SpanStatus(code: .error)) }
        }
        span.end()
        // The path contains ids of shoppers; only its route is logged.
        context.logger.info(
            "request",
            metadata: [
                "method": .string(method), "route": .string(route ?? "none"), "status": "\(status.code)",
                "ms": "\(Double(duration.nanoseconds / 1000) / 1000)",
            ])
    }
}

/// Extracts trace headers.
private struct HeaderExtractor: Extractor {
    func extract(key: String, from headers: HTTPFields) -> String? {
        HTTPField.Name(key).flatMap { headers[$0] }
    }
}
