import Foundation
import Hummingbird
import Logging
import NIOCore
import ShopGuide
import ShopGuideApplication

/// The context of a request in progress.
struct GuideContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The caller and the tenant, once authenticated.
    var visit: Visit?

    init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }

    /// An authenticated caller and the tenant's shop.
    struct Visit: Sendable {
        /// The scope of the caller's key.
        var scope: KeyScope
        /// The tenant's shop.
        var shop: Shop
        /// The id of the caller's key, if there is one.
        var key: String?
    }

    /// The tenant's shop.
    ///
    /// - Throws: ``Problem`` 401 if the caller isn't authenticated.
    var shop: Shop {
        get throws {
            guard let visit else { throw Problem(.unauthorized, "a key is required: Authorization: Bearer KEY") }
            return visit.shop
        }
    }

    /// Returns a percent-decoded path parameter of 1 to `bytes` bytes.
    ///
    /// - Throws: ``Problem`` naming the parameter.
    func part(_ name: String, bytes: Int = 256) throws -> String {
        guard let text = parameters.get(name)?.removingPercentEncoding else {
            throw Problem(.badRequest, "\(name): the path isn't percent-encoded UTF-8")
        }
        return try Self.checked(text, name, bytes)
    }

    /// Returns a path parameter; where `-` stands in its place, or the path has none, the one of the query.
    ///
    /// An id may have slashes, or be `..`: proxies that decode or normalise a path would make another path of it, and leave a query alone.
    ///
    /// - Throws: ``Problem`` naming the parameter.
    func part(_ name: String, or query: QueryParameters, bytes: Int = 256) throws -> String {
        guard let text = query.id(name) else {
            guard parameters.get(name) != nil else {
                throw Problem(field: name, "is missing: it stands in the path, or in the query as \(name)=")
            }
            return try part(name, bytes: bytes)
        }
        guard parameters.get(name) ?? "-" == "-" else {
            throw Problem(field: name, "stands in the path already; /-/ in its place takes the one of the query")
        }
        return try Self.checked(text, name, bytes)
    }

    private static func checked(_ text: String, _ name: String, _ bytes: Int) throws -> String {
        guard 1...bytes ~= text.utf8.count else {
            throw Problem(field: name, "must be 1 to \(bytes) bytes long (got \(text.utf8.count))")
        }
        guard !text.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            throw Problem(field: name, "must not contain control characters")
        }
        return text
    }
}
