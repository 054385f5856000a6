import Foundation
import HTTPTypes
import Hummingbird
import ShopGuideApplication

/// Authenticates requests and opens the tenant's shop.
///
/// Requests from this machine need no key unless the options require one. Cross-site requests of a browser on this machine are refused: they
/// name another host or another origin.
struct KeyMiddleware: RouterMiddleware {
    let shops: TenantRegistry
    let keys: KnownKeys
    /// Whether every request needs a key.
    let isRequired: Bool

    func handle(
        _ request: Request, context: GuideContext, next: (Request, GuideContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let key = try key(of: request) {
            guard let entry = try keys.entry(of: key) else {
                throw Problem(
                    .unauthorized, "unknown or revoked key",
                    headers: [.wwwAuthenticate: "Bearer error=\"invalid_token\""])
            }
            context.visit = GuideContext.Visit(
                scope: entry.scope, shop: try await shops.shop(of: entry.tenant), key: entry.id)
        } else if !isRequired {
            try checkOrigin(of: request)
            context.visit = GuideContext.Visit(
                scope: .admin, shop: try await shops.shop(of: TenantRegistry.defaultTenant), key: nil)
        }
        return try await next(request, context)
    }

    private func key(of request: Request) throws -> String? {
        guard let header = request.headers[.authorization] else { return nil }
        let words = header.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else {
            throw Problem(
                .unauthorized, "malformed Authorization header; it must be Bearer KEY",
                headers: [.wwwAuthenticate: "Bearer"])
        }
        return String(words[1])
    }

    private func checkOrigin(of request: Request) throws {
        if let host = request.head.authority, !Self.isLocal(host) {
            throw Problem(
                .forbidden, "host \"\(host.prefix(100))\" needs a key; without one, use localhost or 127.0.0.1")
        }
        guard let origin = request.headers[.origin] else { return }
        guard let host = URLComponents(string: origin)?.host, Self.isLocal(host) else {
            throw Problem(.forbidden, "cross-site request from \"\(origin.prefix(100))\" refused; it needs a key")
        }
    }

    /// Whether a host, with or without a port, is a loopback address.
    private static func isLocal(_ authority: String) -> Bool {
        // The common spellings first: parsing an address takes longer than many requests.
        let name = authority.prefix { $0 != ":" }
        if name == "localhost" || name == "127.0.0.1", authority.dropFirst(name.count + 1).allSatisfy(\.isNumber) {
            return true
        }
        let host = URLComponents(string: "http://\(authority)")?.host?.lowercased() ?? authority
        return ["localhost", "[::1]", "::1"].contains(host) || host.wholeMatch(of: /127(\.\d{1,3}){3}/) != nil
    }
}
