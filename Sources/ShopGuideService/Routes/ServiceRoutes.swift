import Foundation
import Hummingbird
import ShopGuide

/// What is asked of the service itself.
struct ServiceRoutes {
    /// Whether it takes requests, which it doesn't once it was asked to stop.
    let isReady: @Sendable () -> Bool

    func add(to routes: inout RouteTable) {
        let isReady = isReady
        routes.open(.get, "/healthz") { request, _ in
            _ = try Query(request)
            return try Response.json(["status": "ok"])
        }
        routes.open(.get, "/readyz") { request, _ in
            _ = try Query(request)
            guard isReady() else { throw Problem.busy("the service is starting or stopping") }
            return try Response.json(["status": "ready"])
        }
        routes.open(.get, "/openapi.json") { request, _ in
            _ = try Query(request)
            let document = ByteBuffer(bytes: PackageResources.openapi_json)
            return Response(
                status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: document))
        }
    }
}
