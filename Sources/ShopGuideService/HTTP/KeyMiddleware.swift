import Hummingbird

/// Finds out who asks, and of which shop.
struct KeyMiddleware: RouterMiddleware {
    let desks: Desks

    func handle(
        _ request: Request, context: GuideContext, next: (Request, GuideContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.visit = GuideContext.Visit(scope: .admin, desk: try desks.desk(of: Desks.usual))
        return try await next(request, context)
    }
}
