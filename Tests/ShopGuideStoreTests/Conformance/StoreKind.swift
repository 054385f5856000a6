import Foundation
import LocalPostgres
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
    /// A schema of a server that the tests start; where there is none the suites run without it.
    static let postgres = StoreKind(name: "PostgreSQL") { folder, name in
        try Stores.open(at: Stores.place(LocalPostgres.shared.get().address(for: folder, name)))
    }
    static let all = LocalPostgres.isThere ? [sqlite, postgres] : [sqlite]

    /// Opens the only store of a test.
    func store(_ shop: Shop, _ name: String = "shop") throws -> any Store { try open(shop.folder, name) }
}
