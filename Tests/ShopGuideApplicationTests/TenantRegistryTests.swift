import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Testing

/// The shops of several tenants in one process.
@Suite struct TenantRegistryTests {
    @Test func `a process isn't ready before the shops of tenants who will ask are read`() async throws {
        let temporary = try TemporaryShop()
        let acme = try TenantRegistry.store(of: "acme", beside: temporary.store)
        try Stores.open(at: acme).write { _ = try $0.save(Product(id: "lamp", title: LocalizedText("Desk lamp"))) }
        var options = Shop.Options(
            models: ModelCatalog(temporary.model("products")), shoppers: try ShopperModels([]))
        options.isReadAhead = true
        // Nobody has made a store for the other one yet.
        let registry = try TenantRegistry(store: temporary.store, options, awaiting: ["acme", "nobody"])
        func reaches(_ state: Readiness) async throws -> Bool {
            for _ in 0..<1000 where registry.readiness != state { try await Task.sleep(for: .milliseconds(10)) }
            return registry.readiness == state
        }
        #expect(try await reaches(.opening))
        await registry.openAhead { Issue.record($0) }
        #expect(try await reaches(.ready))
        #expect(try await registry.shop(of: "acme").readiness == .ready)
        #expect(try !Stores.isThere(TenantRegistry.store(of: "nobody", beside: temporary.store)))
        try await registry.stop()
    }
}
