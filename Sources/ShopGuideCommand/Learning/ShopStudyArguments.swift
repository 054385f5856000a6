import ArgumentParser
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideExperiments
import ShopGuideStore

/// The options of the commands that learn from a shop's own shoppers, or measure on them.
struct ShopStudyArguments: ParsableArguments {
    @OptionGroup var store: StoreArguments
    @OptionGroup var model: CategoryModelArguments
    @Option(name: .long, help: "The most shoppers that are asked for in one protocol.")
    var examples = 1000
    @Option(name: .long, help: "The most events that are kept in memory; beyond that, some shoppers stand for all.")
    var events = ShopInteractions.defaultLimit
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The most products of which EASE is exact; of more it is approximated (default: 10000).",
            valueName: "number"))
    var easeLimit: Int?
    @Option(name: .long, help: "The seed of everything that is drawn.")
    var seed: UInt64 = 0
    @Option(name: .long, help: "Jobs that are done at the same time; the figures don't depend on it (default: cores).")
    var threads: Int?
    @Option(name: .long, help: "The format of the result: text or json.")
    var format: OutputFormat = .text

    func validate() throws {
        for (name, value) in [
            ("--examples", examples), ("--events", events), ("--threads", threads ?? 1),
            ("--ease-limit", easeLimit ?? 1),
        ]
        where value < 1 {
            throw ValidationError("\(name) must be at least 1, not \(value)")
        }
    }

    /// Opens the shop and prepares a study.
    ///
    /// - Parameters:
    ///   - minutes: The minutes that it may take, where somebody said.
    ///   - isModelFixed: Whether a model that was named is active whatever the store says.
    ///   - trains: Whether learners of shoppers are trained.
    ///   - monitor: The listener to the progress, which may stop it.
    /// - Returns: The study, and the shop.
    /// - Throws: The error of a store that can't be used or has too few events.
    func study(
        minutes: Double?, isModelFixed: Bool = true, trains: Bool = true, monitor: any WorkMonitor
    ) throws -> (study: ShopStudy, shop: Shop) {
        // Matrices and tables of a large shop would leave holes that the next ones don't fit into.
        try TensorRuntime.keepBlocks(below: 64 << 20)
        let isUnread = Exclusive(false)
        let shop = try model.shop(of: store, isFixed: isModelFixed) { reason in
            isUnread.withLock { $0 = true }
            monitor.note("nothing is compared with what serves: \(reason)")
        }
        let (interactions, products) = try interactions(of: shop)
        TensorRuntime.trimMemory()
        var options = ShopStudy.Options()
        (options.seed, options.minutes, options.shoppers) = (seed, minutes, examples)
        options.width = threads ?? ProcessInfo.processInfo.activeProcessorCount
        (options.trains, options.easeLimit) = (trains, easeLimit)
        options.active =
            isUnread.withLock { $0 } ? nil : try LearnedShoppers(activeIn: shop.store)?.located(in: shop.store)
        options.categories = try CategoryStudy(of: shop, at: store.store, products, trains: trains, seed: seed)
        let shipped = try Shipped.folder("Models/shoppers").map(ShopperModel.all)?.first { $0.name == "relation" }
        let name = URL(filePath: store.store).lastPathComponent
        return (try ShopStudy(of: name, interactions, shipped: shipped, options, monitor: monitor), shop)
    }

    /// Reads the interactions of a shop; its embeddings, which take gigabytes where products are a million, go with the end of this.
    private func interactions(of shop: Shop) throws -> (ShopInteractions, products: [Product]) {
        let products = try shop.embeddedProducts()
        return (try ShopInteractions(shop.store, products: products, limit: events), products.map(\.product))
    }
}
