import Hummingbird
import ShopGuide
import ShopGuideEngine

/// The keys that there are, without anything that opens a door.
struct KeyRoutes {
    let ring: KeyRing

    func add(to routes: inout RouteTable) { routes.add(.get, "/v1/keys", .admin, list) }

    private struct Item: Encodable {
        var id: String
        var tenant: String
        var scope: Scope
        var created: Timestamp
        var note: OrNull<String>
        /// Whether this request was made with it.
        var current: Bool
    }

    /// Whoever asks with a key sees those of their own shop; who needs none is on the machine that keeps them all.
    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let (ring, own, tenant) = (ring, context.visit?.key, try context.desk.tenant)
        let entries = try await context.desk.work.run { try ring.entries() }
        let items = entries.filter { own == nil || $0.tenant == tenant }.map { entry in
            Item(
                id: entry.id, tenant: entry.tenant, scope: entry.scope,
                created: Timestamp(milliseconds: entry.created * 1000), note: OrNull(entry.note),
                current: entry.id == own)
        }
        return try Response.json(["items": items])
    }
}
