import Foundation
import ShopGuideStore
import Testing

/// An implementation of ``Store`` that the conformance suites run on; another one is one more member of ``all``.
struct StoreKind: Sendable, CustomTestStringConvertible {
    let name: String
    /// Opens the store of a name that belongs to a test's folder; the same name again is another connection to the same store.
    let open: @Sendable (_ folder: URL, _ name: String) throws -> any Store
    var testDescription: String { name }

    static let sqlite = StoreKind(name: "SQLite") { folder, name in
        try Stores.open(at: folder.appending(path: "\(name).sqlite"))
    }
    static let all = [sqlite]

    /// Opens the only store of a test.
    func store(_ shop: Shop, _ name: String = "shop") throws -> any Store { try open(shop.folder, name) }
}
