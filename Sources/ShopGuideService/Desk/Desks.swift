import Foundation
import ShopGuideApplication
import ShopGuideStore
import Synchronization

/// The shops of all tenants, each with a store of its own.
final class Desks: Sendable {
    /// The tenant whose shop is asked for where no key says otherwise.
    static let usual = "default"

    private let options: ServiceOptions
    private let work: WorkThreads
    private let models: ModelShelf
    private let shoppers: ShopperGuides
    private let desks = Mutex<[String: ShopDesk]>([:])
    /// Shops that are being opened: whoever asks meanwhile waits for the same one, and nobody else does.
    private let openings = Mutex<[String: Task<ShopDesk, any Error>]>([:])

    /// Opens the usual shop.
    init(_ options: ServiceOptions, _ work: WorkThreads) throws {
        self.options = options
        self.work = work
        models = ModelShelf(options.model)
        shoppers = try ShopperGuides(options)
        _ = try open(Self.usual)
    }

    private func open(_ tenant: String) throws -> ShopDesk {
        if let desk = desks.withLock({ $0[tenant] }) { return desk }
        let store = try Stores.open(at: options.store(of: tenant))
        let desk = try ShopDesk(
            tenant: tenant, store: store, models: models, shoppers: shoppers, work: work, options: options)
        desks.withLock { $0[tenant] = desk }
        return desk
    }

    /// Returns a tenant's shop; one that isn't open yet is opened on a thread for that.
    func opened(_ tenant: String) async throws -> ShopDesk {
        if let desk = desks.withLock({ $0[tenant] }) { return desk }
        let opening = openings.withLock { openings in
            if let opening = openings[tenant] { return opening }
            let opening = Task<ShopDesk, any Error> { try await self.work.run { try self.open(tenant) } }
            openings[tenant] = opening
            return opening
        }
        defer { openings.withLock { $0[tenant] = nil } }
        return try await opening.value
    }

    /// The model that the usual shop's products are seen by.
    var modelInForce: String {
        desks.withLock { $0[Self.usual] }.map { desk in desk.board.withLock { $0.modelName } } ?? "none"
    }

    /// How many changes of all shops wait for the disk.
    var waitingChanges: Int { desks.withLock { $0.values.reduce(0) { $0 + $1.commits.waiting } } }

    /// Ends all shops' threads.
    func stop() async throws {
        for desk in desks.withLock({ Array($0.values) }) { try await desk.stop() }
    }
}

extension ServiceOptions {
    /// Where a tenant's store lies: `shop.sqlite` has `shop-acme.sqlite` beside it.
    public func store(of tenant: String) -> URL {
        guard tenant != Desks.usual else { return store }
        let name = store.deletingPathExtension().lastPathComponent
        let end = store.pathExtension.isEmpty ? "" : ".\(store.pathExtension)"
        return store.deletingLastPathComponent().appending(component: "\(name)-\(tenant)\(end)")
    }
}
