import CoreMetrics
import HTTPTypes
import Synchronization

/// Counts and durations of requests by route, method and status, and the number of requests in progress.
///
/// Labels are bounded: routes are those of the route table, and unknown methods are `other`.
final class RequestMetrics: Sendable {
    private struct Labels: Hashable {
        var route: String
        var method: String
        var status: Int
    }

    private let metrics: PrometheusMetrics
    private let active: any MeterHandler
    private let timers = Mutex<[Labels: any TimerHandler]>([:])
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    init(_ metrics: PrometheusMetrics) {
        self.metrics = metrics
        metrics.describe("http_server_request_duration_seconds", "Time from the head of a request to its response.")
        metrics.describe("http_server_active_requests", "Requests in progress.")
        active = metrics.makeMeter(label: "http.server.active_requests", dimensions: [])
    }

    func begin() { active.increment(by: 1) }

    func end(route: String?, method: HTTPRequest.Method, status: Int, after duration: Duration) {
        active.decrement(by: 1)
        let labels = Labels(route: route ?? "none", method: Self.name(method), status: status)
        timer(labels).recordNanoseconds(duration.nanoseconds)
    }

    static func name(_ method: HTTPRequest.Method) -> String {
        methods.contains(method.rawValue) ? method.rawValue : "other"
    }

    private func timer(_ labels: Labels) -> any TimerHandler {
        timers.withLock { timers in
            if let timer = timers[labels] { return timer }
            let timer = metrics.makeTimer(
                label: "http.server.request.duration",
                dimensions: [("route", labels.route), ("method", labels.method), ("status", "\(labels.status)")])
            timers[labels] = timer
            return timer
        }
    }
}
