import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Asks the service's own routes, without a network between: what the server draws into the page has come the same way as what its
/// scripts ask for.
struct ServiceAsker: Sendable {
    private let responder: RouterResponder<GuideContext>
    /// The paths that there are: `/v1/markets/{id}`.
    let paths: Set<String>

    /// Creates an asker of some routes.
    init(_ routes: RouteTable) {
        let router = Router(context: GuideContext.self)
        routes.install(in: router)
        responder = router.buildResponder()
        paths = Set(routes.routes.map(\.path))
    }

    /// Returns a route's answer; `nil` where there is no such thing.
    ///
    /// - Throws: ``Problem``, as the route would have answered it.
    func ask<Answer: Decodable>(
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
        } catch let error as any Answerable where error.problem.status == .notFound {
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

    /// All that the body holds.
    consuming func collected() async throws -> ByteBuffer {
        let collected = Collected()
        try await write(Collector(collected: collected))
        return collected.bytes.withLock { $0 }
    }
}
