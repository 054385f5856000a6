import Hummingbird

/// Rejects requests with 503 under overload, before any work is done for them.
///
/// Monitoring, ``exempt``, is always admitted.
struct AdmissionMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Paths that bypass the gate.
    static var exempt: Set<String> { ["/healthz", "/readyz", "/metrics"] }

    let gate: AdmissionGate

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard !Self.exempt.contains(request.uri.path) else { return try await next(request, context) }
        do { try await gate.enter() } catch let refusal as AdmissionGate.Refusal {
            switch refusal {
            case .full: throw Problem.busy("too many concurrent requests, and the queue is full")
            case .tooLate: throw Problem.busy("too many concurrent requests, and this one waited too long")
            }
        }
        defer { gate.leave() }
        return try await next(request, context)
    }
}
