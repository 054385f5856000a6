import FewShotNetworks
public import ShopGuide
public import ShopGuideStore
import Synchronization

/// The state of a shop in memory: its active model with everything that was built with it, its running experiment, and the position in the
/// store's change feed up to which both are.
///
/// It changes only where the ``Committer`` makes changes, one after the other; many threads may read it meanwhile.
public final class ShopMemory: Sendable {
    package let active: Exclusive<ActiveModel>
    package let running: Exclusive<Experiment?>
    private let position: Exclusive<ChangePosition>
    /// The latest change of the store that was heard of; nil while the store can't be asked.
    private let latest: Exclusive<ChangePosition?>
    /// The number of products that were saved or removed since the columns were last looked at.
    private let changedProducts = Exclusive(0)
    /// The number of products that were saved or removed since this process began.
    private let allChangedProducts = Exclusive(0)
    /// The products that pretrained encoders haven't looked at since they changed.
    let encodingBacklog = Exclusive(EncodingBacklog())
    /// The number of times that the learners of shoppers were replaced.
    private let learnersTaken = Exclusive(0)
    private let store: any Store
    private let models: ModelCatalog
    /// The learners of shoppers that are in use.
    let shoppers: Exclusive<ShopperModels>
    /// The learners of shoppers where a store names none.
    private let otherwise: ShopperModels
    /// Whether others were activated in the store, which aren't in use yet.
    private let isBehindLearners = Exclusive(false)
    /// The learners that are active in the store, while their folder isn't on this machine.
    private let missingLearners: Exclusive<LearnedShoppers?>
    private let withoutLearned: (@Sendable (GuideError) -> Void)?
    private let buildRecommender: @Sendable (CategoryModel, ShopperModels, ChangePosition) throws -> ShopRecommender
    private let restoreRecommender: Restore

    /// Reads a recommender from a snapshot, with the position up to which it is; nil where there is none.
    typealias Restore =
        @Sendable (CategoryModel, ShopperModels) throws -> (recommender: ShopRecommender, position: ChangePosition)?

    /// The changes that are applied at a time.
    private static let batch = 256

    /// Reads a store.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - models: The models that can be active.
    ///   - shoppers: The learners of shoppers where the store names none.
    ///   - withoutLearned: Receives the reason why those that the store names can't be read; `shoppers` are in use then. Where it is
    ///     nil, the reason is thrown.
    ///   - restoreRecommender: Reads a recommender of a model and learners from a snapshot.
    ///   - buildRecommender: Builds a recommender of a model and learners, with the store's interactions up to a position.
    /// - Throws: ``StoreError``, ``GuideError`` for a model that can't be used, or what `buildRecommender` throws.
    init(
        _ store: any Store, _ models: ModelCatalog, _ shoppers: ShopperModels,
        withoutLearned: (@Sendable (GuideError) -> Void)?, _ restoreRecommender: @escaping Restore,
        _ buildRecommender: @escaping @Sendable (CategoryModel, ShopperModels, ChangePosition) throws -> ShopRecommender
    ) throws {
        (self.store, self.models, self.buildRecommender) = (store, models, buildRecommender)
        self.restoreRecommender = restoreRecommender
        (otherwise, self.withoutLearned) = (shoppers, withoutLearned)
        let learned = try Self.learned(in: store, otherwise: shoppers, withoutLearned)
        self.shoppers = Exclusive(learned.models)
        missingLearners = Exclusive(learned.missing)
        try Self.renewColumns(of: store, models)
        let position = try store.latestChange()
        let named = try models.active(in: store)
        let state = try ActiveModel(named, store)
        (self.position, latest) = (Exclusive(position), Exclusive(position))
        active = Exclusive(state)
        running = Exclusive(try Self.runningExperiment(in: store))
    }

    /// Makes the columns of a store that has none, or has changed much since they were made, where the active model weighs columns.
    private static func renewColumns(of store: any Store, _ models: ModelCatalog) throws {
        let named = try models.active(in: store)
        guard named.model.parts.isProfiled, let columns = try StoredColumns.renewed(for: store) else { return }
        let model = try named.model.adapted(to: columns, of: store)
        let examples = try ReencodedExamples(store, model)
        try store.write { writer in
            try examples.save(with: writer)
            try columns.save(with: writer)
        }
    }

    private static func runningExperiment(in store: any Store) throws -> Experiment? {
        try store.experiments().last { $0.stopped == nil }
    }

    /// Builds the recommender of the active model where it hasn't been needed yet.
    func recommender() throws -> ShopRecommender {
        let (built, model) = active.withLock { ($0.recommender, $0.model) }
        if let built { return built }
        let made = try buildRecommender(model, shoppers.withLock { $0 }, position.withLock { $0 })
        active.withLock { if $0.model.digest == model.digest { $0.recommender = made } }
        return made
    }

    /// A recommender with the position in the feed up to which it knows the store.
    package struct Reading: Sendable {
        let recommender: ShopRecommender
        var position: ChangePosition
        /// The number of times that learners were replaced before.
        let learners: Int
    }

    /// Builds the recommender of the active model while the shop goes on changing, and applies to it what changed meanwhile.
    package func readAhead() throws -> Reading {
        let (model, learners) = (active.withLock { $0.model }, learnersTaken.withLock { $0 })
        var reading = try reading(of: model, shoppers.withLock { $0 }, learners)
        while case .changes(let changes, let next, let isLast) = try nextChanges(after: reading.position) {
            try reading.recommender.apply(changes.map(\.change))
            reading.position = next
            if isLast { break }
        }
        reading.recommender.countWords()
        return reading
    }

    /// Reads a recommender from a snapshot, else from the store.
    private func reading(of model: CategoryModel, _ shoppers: ShopperModels, _ learners: Int) throws -> Reading {
        if let (recommender, position) = try restoreRecommender(model, shoppers) {
            return Reading(recommender: recommender, position: position, learners: learners)
        }
        let position = try store.latestChange()
        let recommender = try buildRecommender(model, shoppers, position)
        return Reading(recommender: recommender, position: position, learners: learners)
    }

    /// Takes a recommender that was read ahead, once the feed's last changes are applied to it: whoever changed the shop meanwhile finds it
    /// changed. To be called where no change is under way.
    package func take(_ reading: Reading) throws {
        // Brings the rest of the shop to where the recommender is at least.
        while try !applyNext() {}
        guard canTake(reading) else { return }
        position.withLock { $0 = reading.position }
        while try !applyNext(to: reading.recommender) {}
        guard canTake(reading) else { return }
        active.withLock { $0.recommender = reading.recommender }
        if reading.learners != learnersTaken.withLock({ $0 }) { noteNewLearners() }
    }

    private func canTake(_ reading: Reading) -> Bool {
        let isOfModel = active.withLock { $0.recommender == nil && $0.model.digest == reading.recommender.model.digest }
        return isOfModel && position.withLock { $0.feed } == reading.position.feed
    }

    /// Embeds the products by a model that is to be activated, so that activating it is quick.
    func embedProducts(by model: CategoryModel) throws {
        guard active.withLock({ $0.recommender != nil }) else { return }
        _ = try ProductEmbeddings(store, model).all { _, _ in }
    }

    /// Replaces the active model and everything that was built with the one before.
    func activate(_ named: NamedModel) throws {
        let position = try store.latestChange()
        var state = try ActiveModel(named, store)
        if active.withLock({ $0.recommender != nil }) {
            state.recommender = try buildRecommender(named.model, shoppers.withLock { $0 }, position)
        }
        let (replacement, experiment) = (state, try Self.runningExperiment(in: store))
        active.withLock { $0 = replacement }
        running.withLock { $0 = experiment }
        self.position.withLock { $0 = position }
    }

    // MARK: - Learners of shoppers

    /// Whether the learners are used whatever a store names.
    var areLearnersFixed: Bool { otherwise.isFixed }
    /// Whether others were activated in the store, which aren't in use yet, or those that were missing are there now.
    var hasNewLearners: Bool {
        isBehindLearners.withLock { $0 } || missingLearners.withLock { $0?.isThere ?? false }
    }

    /// Notes that others were activated in the store.
    func noteNewLearners() { isBehindLearners.withLock { $0 = true } }

    /// Reads the learners that are active in a store; where they can't be read and somebody is told why, others are taken.
    ///
    /// - Returns: The learners in use, and the active ones where their folder is missing.
    private static func learned(
        in store: any Store, otherwise: ShopperModels, _ withoutLearned: ((GuideError) -> Void)?
    ) throws -> (models: ShopperModels, missing: LearnedShoppers?) {
        do { return (try otherwise.active(in: store), nil) } catch let error as GuideError {
            guard let withoutLearned else { throw error }
            withoutLearned(error)
            let named = try LearnedShoppers(activeIn: store)
            return (otherwise, named.flatMap { $0.isThere ? nil : $0 })
        }
    }

    /// Uses the learners that are active in the store; they are fitted first, while those before go on serving. Where they can't be read,
    /// those before stay in use.
    ///
    /// - Throws: ``GuideError`` for models that can't be read where nobody is told why, or the error of a failed tensor; those before
    ///   stay in use then.
    func takeLearners() throws {
        isBehindLearners.withLock { $0 = false }
        missingLearners.withLock { $0 = nil }
        let learned: ShopperModels
        do { learned = try otherwise.active(in: store) } catch let error as GuideError {
            guard let withoutLearned else { throw error }
            let named = try LearnedShoppers(activeIn: store)
            missingLearners.withLock { $0 = named.flatMap { $0.isThere ? nil : $0 } }
            return withoutLearned(error)
        }
        var recommender = active.withLock { $0.recommender }
        try recommender?.use(learned)
        shoppers.withLock { $0 = learned }
        learnersTaken.withLock { $0 += 1 }
        // Another one may have been built meanwhile, with those of before.
        while let other = active.withLock({ $0.recommender }), other !== recommender {
            try other.use(learned)
            recommender = other
        }
    }

    // MARK: - Changes of this process

    /// Applies a commit of this process: directly where nobody else's is before it, else with theirs, in order.
    ///
    /// - Parameters:
    ///   - committed: The commit.
    ///   - changes: The changes of the recommender's index.
    /// - Throws: ``StoreError``, or the error of a model that failed.
    public func apply<Value>(_ committed: Committed<Value>, _ changes: [RecommendationIndex.Change]) throws {
        guard committed.change != nil else { return }
        count(changes)
        if committed.follows(position.withLock { $0 }) {
            if !changes.isEmpty { try active.withLock { $0.recommender }?.apply(changes) }
            position.withLock { $0 = committed.position }
        } else {
            while try !applyNext() {}
        }
    }

    private func count(_ changes: [RecommendationIndex.Change]) {
        encodingBacklog.withLock { backlog in
            for case .productSaved(let product) in changes { backlog.add(product.product.id) }
        }
        let products = changes.count {
            switch $0 {
            case .productSaved, .productRemoved: true
            default: false
            }
        }
        noteChanged(products)
    }

    private func noteChanged(_ products: Int) {
        changedProducts.withLock { $0 += products }
        allChangedProducts.withLock { $0 += products }
    }

    /// The number of products that were saved or removed since this process began.
    var productChanges: Int { allChangedProducts.withLock { $0 } }

    /// The position up to which the state is.
    var currentPosition: ChangePosition { position.withLock { $0 } }

    /// The products for a snapshot; nil where not all of them are there yet. To be called where no change is under way.
    var snapshotContents: SnapshotKeeper.Contents? {
        active.withLock { $0.recommender }?.catalogue.map {
            SnapshotKeeper.Contents(catalogue: $0, position: currentPosition, changes: productChanges)
        }
    }

    /// Returns whether so many products have changed since it was last asked that a catalogue of a size may need other columns.
    func takesNewColumns(of products: Int) -> Bool {
        changedProducts.withLock { changed in
            guard 2 * changed > products else { return false }
            changed = 0
            return true
        }
    }

    // MARK: - Changes of other processes

    /// Whether the store has changes that aren't applied yet.
    func isBehind() throws -> Bool {
        let now: ChangePosition
        do { now = try store.latestChange() } catch {
            latest.withLock { $0 = nil }
            throw error
        }
        latest.withLock { $0 = now }
        return now != position.withLock { $0 }
    }

    /// The number of commits that this process has heard of and not applied yet; nil while the store can't be asked.
    package var commitsBehind: Int? {
        let applied = position.withLock { $0 }
        guard let known = latest.withLock({ $0 }) else { return nil }
        guard applied.feed == known.feed else { return 1 }
        return Int(max(0, known.number - applied.number))
    }

    /// Embeds the products of the next changes, so that applying them is quick.
    func prepareNext() throws {
        guard case .changes(let changes, _, _) = try nextChanges(after: position.withLock { $0 }) else { return }
        let products = changes.compactMap { entry -> Product? in
            if case .product(let product) = entry.change { product } else { nil }
        }
        let current = active.withLock { $0 }
        let missing = try products.filter { try current.embeddings.stored(of: $0) == nil }
        guard current.recommender != nil, !missing.isEmpty else { return }
        let embedded = try current.embeddings.embed(missing)
        try store.write { writer in
            // One that was removed meanwhile needs none.
            for product in embedded { try? current.embeddings.save(product, with: writer) }
        }
    }

    private func nextChanges(after position: ChangePosition) throws -> ChangeBatch {
        try store.changes(after: position, limit: Self.batch)
    }

    /// Applies the next changes of the feed, in order; to be called where no change is under way.
    ///
    /// - Parameter recommender: The recommender that changes too; that of the active model where it is nil.
    /// - Returns: Whether these were the last ones.
    /// - Throws: ``StoreError``, or the error of a model that failed.
    func applyNext(to recommender: ShopRecommender? = nil) throws -> Bool {
        guard case .changes(let changes, let next, let isLast) = try nextChanges(after: position.withLock { $0 }) else {
            // The store was restored: everything is read again.
            try activate(try models.active(in: store))
            noteNewLearners()
            return true
        }
        let isActivation = changes.contains {
            [.setting(ModelCatalog.activeSetting), .setting(StoredColumns.setting)].contains($0.change)
        }
        if changes.contains(where: { $0.change == .setting(LearnedShoppers.folderSetting) }) {
            noteNewLearners()
        }
        let named = isActivation ? try models.active(in: store) : nil
        if let named, named.model.digest != active.withLock({ $0.model.digest }) {
            // Everything is read again, up to the latest change.
            try activate(named)
            return false
        }
        try apply(changes.map(\.change))
        if let recommender = recommender ?? active.withLock({ $0.recommender }) {
            try recommender.apply(changes.map(\.change))
        }
        position.withLock { $0 = next }
        return isLast
    }

    private func apply(_ changes: [StoreChange]) throws {
        encodingBacklog.withLock { backlog in
            for case .product(let product) in changes { backlog.add(product.id) }
            if changes.contains(.setting(StoreEncoders.setting)) { backlog.addAll() }
        }
        let products = changes.count {
            switch $0 {
            case .product, .productRemoved: true
            default: false
            }
        }
        noteChanged(products)
        for case .category(let name) in changes {
            var categories = active.withLock { $0.categories }
            try categories.reload(name, from: store)
            let reloaded = categories
            active.withLock { $0.categories = reloaded }
        }
        let changesExperiments = changes.contains { if case .experiment = $0 { true } else { false } }
        if changesExperiments {
            let experiment = try Self.runningExperiment(in: store)
            running.withLock { $0 = experiment }
        }
    }
}
