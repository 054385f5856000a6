import HTTPTypes
import Hummingbird

/// Lets each key make so many requests a second, and says on every answer how many are left.
struct RateMiddleware<Context: RequestContext>: RouterMiddleware {
    let limiter: RateLimiter
    /// Whose tokens a request takes; nil for one that takes none.
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
                .tooManyRequests, "more requests than the limit of this key; try again in \(decision.reset) s",
                headers: headers)
        }
        var response = try await next(request, context)
        for field in fields { response.headers[field.name] = field.value }
        return response
    }
}
