import FewShotData
import Foundation
import LocalPostgres
import Logging
import ServiceLifecycle
import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin
import ShopGuideService
import ShopGuideStore

/// A service on a port of its own, over a store of some products in a folder that is removed afterwards.
struct TestShop {
    /// Categories of the built-in catalogue that the store has, ten products each.
    static let categories = ["mug", "phone", "kettle", "toy-train"]
    private static let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Models/products")

    private static let catalogue = BuiltinCatalogue.generate()

    /// A product's picture as learners see it.
    static func picture(of product: String) throws -> Data {
        guard let product = catalogue.products.first(where: { $0.id == product }) else { return Data() }
        let side = BuiltinCatalogue.iconSize
        return Data(
            try ImageCodec.png(from: DecodedImage(width: side, height: side, channels: 1, pixels: product.icon)))
    }

    let folder: URL
    var options: ServiceOptions

    /// Makes the store.
    ///
    /// - Parameter server: The database server that has it; else it is a file or, where the tests are to run on PostgreSQL, the shared
    ///   server's.
    /// - Throws: The error of a store that can't be made.
    init(on server: LocalPostgres? = nil) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "shop-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        options = ServiceOptions(store: try Self.place("shop", in: folder, server), model: Self.models)
        options.port = 0
        let products = Self.catalogue.storedProducts().filter { product in
            Self.categories.contains { product.category?.path.last == $0 } && product.id.suffix(2) <= "10"
        }
        try Stores.open(at: options.store).write { writer in
            for product in products { try writer.save(product) }
        }
    }

    private static func place(_ name: String, in folder: URL, _ server: LocalPostgres?) throws -> URL {
        guard LocalPostgres.isWanted || server != nil else { return folder.appending(path: "\(name).sqlite") }
        return Stores.place((try server ?? LocalPostgres.shared.get()).address(for: folder, name))
    }

    /// Puts an empty store in the place of the one with products.
    mutating func replaceStore() throws {
        options.store = try Self.place("empty", in: folder, nil)
        _ = try Stores.open(at: options.store)
    }

    /// The keys of the shop.
    var keys: KeyRing { KeyRing(besides: options.store) }

    /// The path of the folder of imports beside the store.
    var spool: String {
        Stores.companion(of: options.store).deletingPathExtension().appendingPathExtension("imports").path
    }

    /// The keys as they are kept.
    func keptKeys() throws -> String {
        Stores.isFile(options.store)
            ? try String(
                contentsOf: options.store.deletingPathExtension().appendingPathExtension("keys.json"), encoding: .utf8)
            : try Stores.open(at: options.store).setting("keys") ?? ""
    }

    /// Runs the service while something is asked of it, and stops it as a signal would.
    func running<Result>(_ body: (Client) async throws -> Result) async throws -> Result {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let service = try GuideService(options, logger: logger) { continuation.yield($0) }
        let group = ServiceGroup(services: [service], logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else {
                try await tasks.waitForAll()
                throw Client.Silence()
            }
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body(try await Client(port: port))) } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try result.get()
        }
    }

    /// Removes the folder.
    func remove() { try? FileManager.default.removeItem(at: folder) }
}

/// Runs a service on a store of its own while something is asked of it.
func withShop(_ body: (Client) async throws -> Void) async throws {
    let shop = try TestShop()
    defer { shop.remove() }
    try await shop.running(body)
}
