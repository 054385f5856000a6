import CoreMetrics
import HTTPTypes
import Synchronization

/// The metrics of requests: how many, how long, and how many are under way, by route, method and status.
///
/// Routes are those of the table, not what somebody typed, and methods that HTTP doesn't know are one.
final class RequestMetrics: Sendable {
    private struct Place: Hashable {
        var route: String
        var method: String
        var status: Int
    }

    private let metrics: PrometheusMetrics
    private let underWay: any MeterHandler
    private let timers = Mutex<[Place: any TimerHandler]>([:])
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    init(_ metrics: PrometheusMetrics) {
        self.metrics = metrics
        metrics.describe("http_server_request_duration_seconds", "Time from the head of a request to its answer.")
        metrics.describe("http_server_active_requests", "Requests under way.")
        underWay = metrics.makeMeter(label: "http.server.active_requests", dimensions: [])
    }

    func begin() { underWay.increment(by: 1) }

    func end(route: String?, method: HTTPRequest.Method, status: Int, after duration: Duration) {
        underWay.decrement(by: 1)
        let place = Place(route: route ?? "none", method: Self.name(method), status: status)
        timer(place).recordNanoseconds(duration.nanoseconds)
    }

    static func name(_ method: HTTPRequest.Method) -> String {
        methods.contains(method.rawValue) ? method.rawValue : "other"
    }

    private func timer(_ place: Place) -> any TimerHandler {
        timers.withLock { timers in
            if let timer = timers[place] { return timer }
            let timer = metrics.makeTimer(
                label: "http.server.request.duration",
                dimensions: [("route", place.route), ("method", place.method), ("status", "\(place.status)")])
            timers[place] = timer
            return timer
        }
    }
}
