import Hummingbird

/// Turns requests away with 503 where too many are under way, before anything is read or done for them.
///
/// What watches the service, ``exempt``, always gets through.
struct AdmissionMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Addresses that are answered however much is going on.
    static var exempt: Set<String> { ["/healthz", "/readyz", "/metrics"] }

    let gate: AdmissionGate

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard !Self.exempt.contains(request.uri.path) else { return try await next(request, context) }
        do { try await gate.enter() } catch let refusal as AdmissionGate.Refusal {
            switch refusal {
            case .full: throw Problem.busy("too many requests are under way and waiting")
            case .tooLate: throw Problem.busy("too many requests are under way, and this one waited for long")
            }
        }
        defer { gate.leave() }
        return try await next(request, context)
    }
}
