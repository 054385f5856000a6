import HTTPTypes
import Hummingbird
import ShopGuideApplication

/// The routes of the service, each with its required scope.
struct RouteTable {
    typealias Handler = @Sendable (Request, GuideContext) async throws -> Response

    /// A route.
    struct Route {
        let method: HTTPRequest.Method
        /// The path template, as in the OpenAPI document: `/v1/products/{id}`.
        let path: String
        let handler: Handler
    }

    private(set) var routes: [Route] = []

    /// Adds a route that needs no key.
    mutating func open(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        routes.append(Route(method: method, path: path, handler: handler))
    }

    /// Adds a route that needs `scope`.
    mutating func add(
        _ method: HTTPRequest.Method, _ path: String, _ scope: KeyScope, _ handler: @escaping Handler
    ) {
        open(method, path) { request, context in
            guard let visit = context.visit else {
                throw Problem(
                    .unauthorized, "a key is required: Authorization: Bearer KEY; create one with shopguide key create",
                    headers: [.wwwAuthenticate: "Bearer"])
            }
            guard visit.scope >= scope else {
                throw Problem(.forbidden, "scope \(scope.rawValue) is required (the key has \(visit.scope.rawValue))")
            }
            return try await handler(request, context)
        }
    }

    /// Adds the routes to a router; other methods of their paths are answered with 405 and `Allow`.
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
                        .methodNotAllowed, "method \(request.method.rawValue) not allowed; use \(allowed)",
                        headers: [.allow: allowed])
                }
            }
        }
    }
}
