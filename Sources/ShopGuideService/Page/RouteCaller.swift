import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A client of the service's own routes in the same process, so that views render the same data as the page's scripts.
struct RouteCaller: Sendable {
    private let responder: RouterResponder<GuideContext>
    /// The path templates of all routes: `/v1/markets/{id}`.
    let paths: Set<String>

    /// Creates a caller of routes.
    init(_ routes: RouteTable) {
        let router = Router(context: GuideContext.self)
        routes.install(in: router)
        responder = router.buildResponder()
        paths = Set(routes.routes.map(\.path))
    }

    /// Returns the response of a route, or `nil` for a 404.
    ///
    /// - Throws: ``Problem`` for any other error of the route.
    func get<Answer: Decodable>(
        _ type: Answer.Type, _ address: String, in context: GuideContext
    ) async throws -> Answer? {
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: address)
        var inner = context
        inner.coreContext.parameters = .init()
        do {
            let response = try await responder.respond(
                to: Request(head: head, body: RequestBody(buffer: ByteBuffer())), context: inner)
            guard response.status != .notFound else { return nil }
            guard response.status == .ok else { throw Problem(response.status, response.status.reasonPhrase) }
            return try JSONDecoder().decode(
                Answer.self, from: Data(try await response.body.collected().readableBytesView))
        } catch let error as any ProblemConvertible where error.problem.status == .notFound {
            return nil
        }
    }
}

extension ResponseBody {
    private final class Collected: Sendable {
        let bytes = Mutex(ByteBuffer())
    }

    private struct Collector: ResponseBodyWriter {
        let collected: Collected

        func write(_ buffer: ByteBuffer) async throws {
            collected.bytes.withLock { _ = $0.writeImmutableBuffer(buffer) }
        }

        consuming func finish(_ trailers: HTTPFields?) async throws {}
    }

    /// Returns the whole body.
    consuming func collected() async throws -> ByteBuffer {
        let collected = Collected()
        try await write(Collector(collected: collected))
        return collected.bytes.withLock { $0 }
    }
}
