import HTTPTypes
import Hummingbird

/// Enforces the rate limit of each key, and reports it in the headers of every response.
struct RateMiddleware: RouterMiddleware {
    let limiter: SharedRateLimiter

    func handle(
        _ request: Request, context: GuideContext, next: (Request, GuideContext) async throws -> Response
    ) async throws -> Response {
        // Monitoring is exempt, and so is what opens no shop.
        guard !AdmissionMiddleware<GuideContext>.exempt.contains(request.uri.path), let visit = context.visit else {
            return try await next(request, context)
        }
        let decision = await limiter.take(visit.key ?? "local", in: visit.shop)
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
