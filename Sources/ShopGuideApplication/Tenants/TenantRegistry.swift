public import Foundation
import ShopGuideStore
import Synchronization

/// The shops of all tenants, each with a store of its own: `shop.sqlite` has `shop-acme.sqlite` beside it, the schema `shop` has `shop-acme`.
public final class TenantRegistry: Sendable {
    /// The tenant of requests without a key.
    public static let defaultTenant = "default"

    private let store: URL
    private let options: Shop.Options
    private let shops = Mutex<[String: Shop]>([:])
    /// Shops that are being opened: others who ask meanwhile wait for the same one.
    private let openings = Mutex<[String: Task<Shop, any Error>]>([:])
    /// The other tenants whose shops are to be there before anybody is told that the service is ready.
    private let awaited: Mutex<Set<String>>

    /// The most tenants whose shops are opened before anybody asks for them.
    public static let openedAhead = 16

    /// Opens the default tenant's shop.
    ///
    /// - Parameters:
    ///   - store: The default tenant's store.
    ///   - options: The way every shop is opened.
    ///   - tenants: The tenants who will ask, of whom the first ``openedAhead`` are awaited.
    /// - Throws: ``StoreError``, or ``GuideError`` for a model that can't be used.
    public init(store: URL, _ options: Shop.Options, awaiting tenants: some Collection<String> = []) throws {
        (self.store, self.options) = (store, options)
        awaited = Mutex(Set(Set(tenants).subtracting([Self.defaultTenant]).sorted().prefix(Self.openedAhead)))
        _ = try open(Self.defaultTenant)
    }

    private func open(_ tenant: String) throws -> Shop {
        if let shop = shops.withLock({ $0[tenant] }) { return shop }
        let shop = try Shop(tenant: tenant, try Stores.open(at: try Self.store(of: tenant, beside: store)), options)
        shop.maintain()
        shops.withLock { $0[tenant] = shop }
        return shop
    }

    /// Returns a tenant's shop, which is opened where it isn't open yet.
    public func shop(of tenant: String) async throws -> Shop {
        if let shop = shops.withLock({ $0[tenant] }) { return shop }
        let opening = openings.withLock { openings in
            if let opening = openings[tenant] { return opening }
            let opening = Task<Shop, any Error> { try await self.options.executor.run { try self.open(tenant) } }
            openings[tenant] = opening
            return opening
        }
        defer { openings.withLock { $0[tenant] = nil } }
        return try await opening.value
    }

    /// Opens the shops of tenants who are awaited, and of those who have imports, feeds or trainings, so that they go on without a request.
    ///
    /// - Parameter report: Receives the error of a shop that can't be opened, which isn't waited for then.
    public func openAhead(reporting report: @Sendable (any Error) -> Void) async {
        let companion = Stores.companion(of: store)
        let name = companion.deletingPathExtension().lastPathComponent
        let path = companion.deletingLastPathComponent().path(percentEncoded: false)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path.isEmpty ? "." : path)) ?? []
        let tenants = names.filter { $0.hasPrefix("\(name)-") }.compactMap { file in
            [".imports", ".trainings"].first(where: file.hasSuffix).map {
                String(file.dropFirst(name.count + 1).dropLast($0.count))
            }
        }
        for tenant in awaited.withLock({ $0 }).union(tenants).sorted() {
            guard !Task.isCancelled else { break }
            do {
                if try Stores.isThere(Self.store(of: tenant, beside: store)) {
                    _ = try await shop(of: tenant)
                    continue
                }
            } catch { report(error) }
            awaited.withLock { _ = $0.remove(tenant) }
        }
    }

    /// The readiness of the default tenant's shop, and of those that are awaited.
    public var readiness: Readiness {
        let (shops, awaited) = (shops.withLock { $0 }, awaited.withLock { $0 })
        for tenant in [Self.defaultTenant] + awaited.sorted() {
            let readiness = shops[tenant]?.readiness ?? .opening
            if readiness != .ready { return readiness }
        }
        return .ready
    }

    /// The commits that the default tenant's shop is behind its store; nil while that can't be asked.
    public var commitsBehind: Int? {
        shops.withLock { $0[Self.defaultTenant] }.map(\.memory.commitsBehind) ?? 0
    }

    /// The active model of the default tenant's shop.
    public var activeModel: String { shops.withLock { $0[Self.defaultTenant] }?.activeModel ?? "none" }

    /// The number of changes of all shops that wait for the disk.
    public var waitingChanges: Int { shops.withLock { $0.values.reduce(0) { $0 + $1.waitingChanges } } }

    /// Stops all shops.
    public func stop() async throws {
        for shop in shops.withLock({ Array($0.values) }) { try await shop.stop() }
    }

    /// Returns the place of a tenant's store.
    public static func store(of tenant: String, beside store: URL) throws -> URL {
        tenant == defaultTenant ? store : try Stores.place(named: tenant, beside: store)
    }
}
