import HTTPTypes
import Hummingbird

/// The routes of the service, each with the scope that it needs.
struct RouteTable {
    typealias Handler = @Sendable (Request, GuideContext) async throws -> Response

    /// One route.
    struct Route {
        let method: HTTPRequest.Method
        /// `/v1/products/{id}`, as in the document.
        let path: String
        let handler: Handler
    }

    private(set) var routes: [Route] = []

    /// Adds a route that anybody may ask.
    mutating func open(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        routes.append(Route(method: method, path: path, handler: handler))
    }

    /// Adds a route of a shop.
    mutating func add(
        _ method: HTTPRequest.Method, _ path: String, _ scope: Scope, _ handler: @escaping Handler
    ) {
        open(method, path) { request, context in
            guard let visit = context.visit else {
                throw Problem(
                    .unauthorized, "a key is needed: Authorization: Bearer KEY; shopguide key create makes one",
                    headers: [.wwwAuthenticate: "Bearer"])
            }
            guard visit.scope >= scope else {
                throw Problem(.forbidden, "the key's scope is \(visit.scope.rawValue); this needs \(scope.rawValue)")
            }
            return try await handler(request, context)
        }
    }

    /// Puts the routes into a router; other methods of the same addresses are answered with those that there are.
    func install(in router: Router<GuideContext>) {
        let known: [HTTPRequest.Method] = [
            .get, .head, .post, .put, .patch, .delete, .options, .trace,
            HTTPRequest.Method("QUERY"),
        ].compactMap(\.self)
        for (path, routes) in Dictionary(grouping: routes, by: \.path) {
            var methods = routes.map(\.method)
            for route in routes { router.on(RouterPath(path), method: route.method, use: route.handler) }
            if let get = routes.first(where: { $0.method == .get }), !methods.contains(.head) {
                methods.append(.head)
                router.on(RouterPath(path), method: .head) { request, context in
                    try await get.handler(request, context).createHeadResponse()
                }
            }
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
            for method in known where !methods.contains(method) {
                router.on(RouterPath(path), method: method) { request, _ -> Response in
                    throw Problem(
                        .methodNotAllowed, "\(request.method.rawValue) isn't for this address; there are \(allowed)",
                        headers: [.allow: allowed])
                }
            }
        }
    }
}
