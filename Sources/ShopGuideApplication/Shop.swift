import FewShotNetworks
import ShopGuide
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
        /// Makes the committer of a store, given the way to apply changes to the recommender's index.
        public var committer: @Sendable (any Store, @escaping IndexChanges) -> any Committer = {
            ImmediateCommitter($0, index: $1)
        }
        /// The reader of pictures.
        public var pictures = PictureReader()
        /// Whether the recommender is built at once, not when it is first needed.
        public var isReadAhead = false
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
    let active: Exclusive<ActiveModel>
    /// The experiment that is running, if one is.
    let running: Exclusive<Experiment?>
    let studies = MarketStudyCache()
    let shopperModels: ShopperModels
    private let progress: @Sendable (Int, Int) -> Void
    private let building = Mutex(())
    private let maintenance = Exclusive<[Task<Void, Never>]>([])

    /// The attempts at a change whose embeddings became those of an inactive model meanwhile.
    static let attempts = 3

    /// Opens a shop.
    ///
    /// - Throws: ``StoreError``, or ``CategoryError`` for categories whose model has changed.
    public init(tenant: String = TenantRegistry.defaultTenant, _ store: any Store, _ options: Options) throws {
        self.tenant = tenant
        self.store = store
        executor = options.executor
        pictures = options.pictures
        models = options.models
        shopperModels = options.shoppers
        progress = options.progress
        running = Exclusive(try store.experiments().last { $0.stopped == nil })
        let named = try models.active(in: store)
        var state = try ActiveModel(named, store)
        if options.isReadAhead { state.recommender = try shopperModels.recommender(store, named.model, progress) }
        let active = Exclusive(state)
        self.active = active
        committer = options.committer(store) { changes in
            try active.withLock { $0.recommender }?.apply(changes)
        }
    }

    /// The recommender of the active model; built when it is first needed.
    func recommender() throws -> ShopRecommender {
        if let built = active.withLock({ $0.recommender }) { return built }
        return try building.withLock { _ in
            let (built, model) = active.withLock { ($0.recommender, $0.model) }
            if let built { return built }
            let made = try recommender(of: model)
            active.withLock { if $0.model.digest == model.digest { $0.recommender = made } }
            return made
        }
    }

    /// Builds a recommender with a model.
    func recommender(of model: CategoryModel) throws -> ShopRecommender {
        try shopperModels.recommender(store, model, progress)
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

    /// Keeps the shop up to date in the background until it is stopped: fits trained learners anew when much has happened.
    public func maintain() {
        let task = Task { [weak self] in
            while (try? await Task.sleep(for: .seconds(60))) != nil {
                guard let self else { return }
                guard let recommender = self.active.withLock({ $0.recommender }), recommender.needsFitting else {
                    continue
                }
                // Where it fails, for lack of memory say, the learners stay as they were.
                try? await self.executor.run { try recommender.fit() }
            }
        }
        maintenance.withLock { $0.append(task) }
    }

    /// Ends the background work, and the committer once the waiting changes are made.
    public func stop() async throws {
        for task in maintenance.withLock({ $0 }) { task.cancel() }
        try await committer.stop()
    }
}

/// The active model with everything that was built with it: replaced as a whole, so that nothing of two models meets.
struct ActiveModel: Sendable {
    /// The name of its folder.
    let name: String
    /// The model.
    let model: CategoryModel
    /// The embeddings of products that the store keeps.
    let embeddings: ProductEmbeddings
    /// The categories.
    var categories: TaughtCategories
    /// The recommender, once it is built.
    var recommender: ShopRecommender?

    init(_ named: NamedModel, _ store: any Store) throws {
        (name, model) = (named.name, named.model)
        embeddings = ProductEmbeddings(store, named.model)
        categories = try TaughtCategories(store, named.model)
    }
}
