import HTTPTypes
import Hummingbird
import ShopGuideApplication

/// Tells with every answer how far this process is behind the shop's store, which others may write too.
struct BehindMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: GuideContext, next: (Request, GuideContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        if let shop = context.visit?.shop {
            response.headers[.commitsBehind] = shop.memory.commitsBehind.map { "\($0)" } ?? "unknown"
        }
        return response
    }
}
