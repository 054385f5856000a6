import Foundation
import HTTPTypes
import Hummingbird
import ShopGuide
import ShopGuideApplication

/// Keys: listed without their secrets, created, revoked.
struct KeyRoutes {
    let ring: KeyRing
    /// The keys as this service knows them; a revoked one is forgotten at once.
    let known: KnownKeys
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/keys", .admin, list)
        routes.add(.post, "/v1/keys", .admin, create)
        routes.add(.delete, "/v1/keys/{id}", .admin, revoke)
    }

    private struct Item: Encodable {
        var id: String
        var tenant: String
        var scope: KeyScope
        var created: Timestamp
        var note: OrNull<String>
        /// Whether this request was made with it.
        var current: Bool
        /// The key itself, told once.
        var key: String?

        init(_ entry: KeyRing.Entry, usedHere own: String?, key: String? = nil) {
            (id, tenant, scope) = (entry.id, entry.tenant, entry.scope)
            created = Timestamp(milliseconds: entry.created * 1000)
            note = OrNull(entry.note)
            current = entry.id == own
            self.key = key
        }
    }

    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["scope", "tenant", "note"]
        var scope: KeyScope
        var tenant: String?
        var note: String?

        func checked() throws -> Body {
            if let tenant, !KeyRing.isTenant(tenant) {
                throw Problem(field: "tenant", "must be 1 to 40 small letters, digits and -, with a letter first")
            }
            guard (note ?? "").utf8.count <= KeyRing.noteBytes else {
                throw Problem(field: "note", "must be of \(KeyRing.noteBytes) bytes at most")
            }
            return self
        }
    }

    /// Whoever asks with a key sees those of their own shop; who needs none is on the machine that keeps them all.
    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (ring, own, tenant) = (ring, context.visit?.key, try context.shop.tenant)
        let entries = try await context.shop.executor.run { try ring.entries() }
        return try Response.json([
            "items": entries.filter { own == nil || $0.tenant == tenant }.map { Item($0, usedHere: own) }
        ])
    }

    @Sendable private func create(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let body = try (await request.json(Body.self, limits)).checked()
        let (ring, own, ownTenant) = (ring, context.visit?.key, try context.shop.tenant)
        let tenant = body.tenant ?? ownTenant
        guard own == nil || tenant == ownTenant else {
            throw Problem(.forbidden, "a key makes keys of its own shop only, not of \"\(tenant)\"")
        }
        let (entry, key) = try await context.shop.executor.run {
            try ring.create(tenant: tenant, scope: body.scope, note: body.note)
        }
        known.lookAgain()
        var answer = try Response.json(Item(entry, usedHere: own, key: key), status: .created)
        answer.headers[.cacheControl] = "no-store"
        return answer
    }

    @Sendable private func revoke(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (ring, own, tenant) = (ring, context.visit?.key, try context.shop.tenant)
        let id = try context.part("id", bytes: 64)
        guard id != own else {
            throw Problem(
                .conflict, "this request was made with \(id); revoke it with another key, or with shopguide key revoke")
        }
        try await context.shop.executor.run { try ring.revoke(id, of: own == nil ? nil : tenant) }
        known.lookAgain()
        return Response(status: .noContent)
    }
}
