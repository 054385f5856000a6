import Foundation
import Hummingbird
import Logging
import NIOCore

/// What is known of a request on its way.
struct GuideContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Whose shop is meant, once that is known.
    var visit: Visit?

    init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }

    /// Who asks, and of which shop.
    struct Visit: Sendable {
        /// What they may do.
        var scope: Scope
        /// The tenant's desk.
        var desk: ShopDesk
        /// What their key is called, if they have one.
        var key: String?
    }

    /// The desk of the shop that is meant.
    var desk: ShopDesk {
        get throws {
            guard let visit else { throw Problem(.unauthorized, "a key is needed") }
            return visit.desk
        }
    }

    /// Returns a part of the path, percent-decoded.
    func part(_ name: String, bytes: Int = 256) throws -> String {
        guard let text = parameters.get(name)?.removingPercentEncoding else {
            throw Problem(.badRequest, "\(name): the address isn't percent-encoded UTF-8")
        }
        guard 1...bytes ~= text.utf8.count else { throw Problem(field: name, "must be of 1 to \(bytes) bytes") }
        guard !text.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            throw Problem(field: name, "has a control character")
        }
        return text
    }
}

/// What somebody may do; each can do what those before it can.
public enum Scope: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Ask.
    case read
    /// Change the shop.
    case write
    /// Change what it is seen with.
    case admin

    /// Whether the first reaches less far.
    public static func < (left: Scope, right: Scope) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .read: 0
        case .write: 1
        case .admin: 2
        }
    }
}
