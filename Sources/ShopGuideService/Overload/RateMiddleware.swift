import HTTPTypes
import Hummingbird

/// Enforces the rate limit of each key, and reports it in the headers of every response.
struct RateMiddleware<Context: RequestContext>: RouterMiddleware {
    let limiter: RateLimiter
    /// The key whose tokens a request takes; nil for an exempt request.
    let key: @Sendable (Request, Context) -> String?

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let key = key(request, context) else { return try await next(request, context) }
        let decision = limiter.take(key)
        let fields: HTTPFields = [
            .rateLimit: "\(decision.limit)", .rateRemaining: "\(decision.remaining)", .rateReset: "\(decision.reset)",
        ]
        guard decision.isAllowed else {
            var headers = fields
            headers[.retryAfter] = "\(decision.reset)"
            throw Problem(
                .tooManyRequests, "rate limit of the key exceeded; retry after \(decision.reset) s",
                headers: headers)
        }
        var response = try await next(request, context)
        for field in fields { response.headers[field.name] = field.value }
        return response
    }
}
