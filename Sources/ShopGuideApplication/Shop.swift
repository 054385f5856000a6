import FewShotNetworks
public import Foundation
package import ShopGuide
public import ShopGuideStore
import Synchronization

/// One tenant's shop: its store, its active model, and everything that can be done with it.
///
/// Readers take the state as it is and go on alone. A change goes through the ``Committer``, which brings it to the disk before it is in
/// memory and the caller goes on.
public final class Shop: Sendable {
    /// The way a shop is opened.
    public struct Options: Sendable {
        /// The folder of the model that encodes products, with other models beside it.
        public var models: ModelCatalog
        /// The trained learners of shoppers.
        public var shoppers: ShopperModels
        /// The place where slow work is done.
        public var executor: any WorkExecutor = InlineExecutor()
        /// Makes the committer of a store, which applies changes to the state in memory.
        public var committer: @Sendable (any Store, ShopMemory) -> any Committer = { ImmediateCommitter($0, $1) }
        /// The reader of pictures.
        public var pictures = PictureReader()
        /// Whether the recommender is built in the background from the beginning, not when it is first needed.
        public var isReadAhead = false
        /// The threads that embed products for a shop that is read ahead.
        public var lanes = 1
        /// The products that such a shop embeds before anybody is answered.
        package var firstEmbedded = 2048
        /// Reports an error of the background work, which is tried again.
        public var report: @Sendable (any Error) -> Void = { _ in }
        /// Whether snapshots of the products are kept, from which a shop that is read ahead is there in seconds.
        public var keepsSnapshots = false
        /// The folder for the snapshots of all stores; nil for one beside each.
        public var snapshots: URL?
        /// The rule by which snapshots are written.
        package var snapshotSchedule = SnapshotSchedule()
        /// Tells of what isn't an error: a snapshot that was written, or isn't used.
        public var note: @Sendable (String) -> Void = { _ in }
        /// The bounds of imports that a service does.
        public var imports = ImportQueue.Limits()
        /// The way the shop learns from its own data.
        public var trainings = TrainingQueue.Options()
        /// Receives the reason why the learners that are active in the store can't be read, and has the shop open with ``shoppers``;
        /// where it is nil, the shop isn't opened then.
        package var withoutLearned: (@Sendable (GuideError) -> Void)?
        /// Reports how many products were encoded for the first time, of how many.
        public var progress: @Sendable (Int, Int) -> Void = { _, _ in }

        /// Creates options.
        public init(models: ModelCatalog, shoppers: ShopperModels) {
            (self.models, self.shoppers) = (models, shoppers)
        }
    }

    /// The tenant whose shop it is.
    public let tenant: String
    /// The store.
    public let store: any Store
    /// The place where slow work is done.
    public let executor: any WorkExecutor
    /// The reader of pictures.
    public let pictures: PictureReader
    let committer: any Committer
    let models: ModelCatalog
    package let memory: ShopMemory
    let studies = MarketStudyCache()
    /// The imports that a service does.
    public let imports: ImportQueue
    /// The trainings on the shop's own data that a service does.
    public let trainings: TrainingQueue
    let report: @Sendable (any Error) -> Void
    let progress: @Sendable (Int, Int) -> Void
    private let building = Mutex(())
    let isReadAhead: Bool
    let readingState: ReadingState
    let snapshots: SnapshotKeeper?
    private let maintenance = Exclusive<[Task<Void, Never>]>([])
    /// The moment at which fitting the learners of shoppers began; nil where it isn't under way.
    let fitting = Exclusive<ContinuousClock.Instant?>(nil)
    /// The last weighing of the columns.
    let renewal = Exclusive<Task<Void, any Error>?>(nil)

    /// The attempts at a change whose embeddings became those of an inactive model meanwhile.
    static let attempts = 3

    /// Opens a shop.
    ///
    /// - Throws: ``StoreError``, or ``CategoryError`` for categories whose model has changed.
    public init(tenant: String = TenantRegistry.defaultTenant, _ store: any Store, _ options: Options) throws {
        self.tenant = tenant
        self.store = store
        executor = options.executor
        pictures = PictureReader(options.pictures.limits, web: WebPictures(beside: store))
        models = options.models
        report = options.report
        let progress = options.progress
        self.progress = progress
        isReadAhead = options.isReadAhead
        var plan = ReadingPlan(isComplete: !options.isReadAhead, lanes: options.isReadAhead ? options.lanes : 1)
        plan.sample = options.firstEmbedded
        let readingState = ReadingState()
        self.readingState = readingState
        let snapshots =
            options.keepsSnapshots && options.isReadAhead
            ? SnapshotKeeper(
                try SnapshotFolder(of: store, tenant, in: options.snapshots), options.snapshotSchedule, store,
                note: options.note) : nil
        self.snapshots = snapshots
        let memory = try ShopMemory(
            store, models, options.shoppers, withoutLearned: options.withoutLearned
        ) { [plan] model, shoppers in
            try snapshots?.restored(model, shoppers, lanes: plan.lanes) { try readingState.check() }
        } _: { [plan] model, shoppers, position in
            try shoppers.recommender(store, model, upTo: position, plan) { stage in
                try readingState.reach(stage)
                if case .embedding(let done, let total) = stage { progress(done, total) }
            }
        }
        self.memory = memory
        committer = options.committer(store, memory)
        imports = ImportQueue(store, options.imports, isBehind: { try memory.isBehind() }, report: options.report)
        trainings = TrainingQueue(store, options.trainings, report: options.report)
    }

    /// The active model with everything that was built with it.
    package var active: Exclusive<ActiveModel> { memory.active }

    /// The experiment that is running, if one is.
    package var running: Exclusive<Experiment?> { memory.running }

    /// The recommender of the active model: built when it is first needed or, where the shop is read ahead, waited for a little.
    ///
    /// - Throws: ``GuideError`` with the code `busy` while a large shop is still being read.
    package func recommender() async throws -> ShopRecommender {
        if let built = active.withLock({ $0.recommender }) { return built }
        return try await isReadAhead ? readRecommender() : builtRecommender()
    }

    /// The recommender of the active model, built now where it isn't yet: for those who have nothing else to do.
    package func builtRecommender() throws -> ShopRecommender {
        if let built = active.withLock({ $0.recommender }) { return built }
        return try building.withLock { _ in try memory.recommender() }
    }

    /// Reads from the store where slow work is done.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any Store) throws -> Result) async throws -> Result {
        let store = store
        return try await executor.run { try body(store) }
    }

    /// The numbers of products, shoppers, interactions and everything else.
    public func contents() async throws -> StoreContents { try await read { try $0.contents() } }

    /// The number of changes that wait for the disk.
    public var waitingChanges: Int { committer.waiting }

    /// Applies the changes that other processes have made to the store, in their order.
    ///
    /// - Throws: ``StoreError``, ``GuideError`` with the code `busy`, or the error of a model that failed.
    public func follow() async throws {
        let memory = memory
        var isDone = try await executor.maintain { try !memory.isBehind() }
        while !isDone {
            // Slow work first, so that changes of this process don't wait for it.
            try await executor.maintain { try memory.prepareNext() }
            let isLast = Exclusive(false)
            try await committer.exclusively {
                let last = try memory.applyNext()
                isLast.withLock { $0 = last }
            }
            isDone = isLast.withLock { $0 }
        }
    }

    /// Keeps the shop up to date in the background until it is stopped: follows other processes, fits trained learners, counts
    /// words and weighs columns anew when much has happened, takes learners that were activated, has products embedded by pretrained
    /// encoders, and does the imports and trainings that were asked for.
    public func maintain() {
        let reading = repeated(every: .milliseconds(500), after: .zero) { try await $0.readInBackground() }
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watch = store.watch { wake.yield() }
        let asking = repeated(every: watch == nil ? .milliseconds(100) : .seconds(1)) { _ in wake.yield() }
        let following = Task { [weak self] in
            for await _ in wakes {
                do { try await self?.follow() } catch { if !Task.isCancelled { self?.report(error) } }
            }
            withExtendedLifetime(watch) {}
        }
        let fitting = repeated(every: .seconds(60)) { shop in
            guard let recommender = shop.active.withLock({ $0.recommender }), recommender.needsFitting else { return }
            try await shop.executor.maintain { try recommender.fit() }
        }
        let counting = repeated(every: .seconds(10)) { shop in
            guard let recommender = shop.active.withLock({ $0.recommender }), recommender.needsWords else { return }
            try await shop.executor.maintain { recommender.countWords() }
        }
        let renewing = repeated(every: .seconds(2)) { try await $0.renewColumns() }
        let encoding = repeated(every: .seconds(1)) { try await $0.encodeBacklog() }
        let learning = repeated(every: .milliseconds(500)) { try await $0.renewLearners() }
        let keeping = repeated(every: .seconds(10)) { try await $0.keepSnapshot() }
        let all = [reading, asking, following, fitting, counting, renewing, encoding, learning, keeping]
        maintenance.withLock { $0 += all }
        imports.start()
        trainings.start()
    }

    private func repeated(
        every pause: Duration, after delay: Duration? = nil, _ body: @escaping @Sendable (Shop) async throws -> Void
    ) -> Task<Void, Never> {
        Task { [weak self] in
            var wait = delay ?? pause
            while (try? await Task.sleep(for: wait)) != nil {
                wait = pause
                guard let self else { return }
                do { try await body(self) } catch { if !Task.isCancelled { self.report(error) } }
            }
        }
    }

    /// Ends the background work, and the committer once the waiting changes are made.
    public func stop() async throws {
        await withCheckedContinuation { continuation in
            // It waits for the batch that is under way, which no shared thread may do.
            Thread.detachNewThread { [imports, trainings] in
                trainings.stop()
                imports.stop()
                continuation.resume()
            }
        }
        for task in maintenance.withLock({ $0 }) { task.cancel() }
        readingState.stop()
        try await committer.stop()
        try await writeLastSnapshot()
    }
}

/// The active model with everything that was built with it: replaced as a whole, so that nothing of two models meets.
package struct ActiveModel: Sendable {
    /// The name of its folder.
    package let name: String
    /// The model.
    package let model: CategoryModel
    /// The embeddings of products that the store keeps.
    package let embeddings: ProductEmbeddings
    /// The categories.
    package var categories: TaughtCategories
    /// The recommender, once it is built.
    package var recommender: ShopRecommender?

    init(_ named: NamedModel, _ store: any Store) throws {
        (name, model) = (named.name, named.model)
        embeddings = ProductEmbeddings(store, named.model)
        categories = try TaughtCategories(store, named.model)
    }
}
