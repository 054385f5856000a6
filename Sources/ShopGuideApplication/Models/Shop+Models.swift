import FewShotNetworks
import ShopGuide
import ShopGuideStore

/// A model that can encode products.
public struct ModelSummary: Encodable, Sendable {
    /// The name of its folder.
    public var id: String
    /// Whether it is active.
    public var active: Bool
    /// Whether it can be activated.
    public var usable: Bool
    /// The reason why it can't.
    public var problem: OrNull<String>
    /// The digest of its weights.
    public var digest: OrNull<String>
    /// The kind of learner.
    public var learner: OrNull<String>
    /// The parts of products that it sees.
    public var sees: [String]
    /// The number of categories that were taught with it.
    public var categories: Int
}

/// The models of a shop.
public struct ModelList: Encodable, Sendable {
    /// The models, by name.
    public var items: [ModelSummary]
    /// The name of the active one.
    public var active: String
    /// The name of the one that was active before.
    public var previous: OrNull<String>
}

extension Shop {
    /// The name of the active model.
    public var activeModel: String { active.withLock { $0.name } }

    /// Lists the models.
    public func modelList() async throws -> ModelList {
        let (active, models) = (activeModel, models)
        return try await read { store in
            let taught = Dictionary(grouping: try store.taughtCategories(), by: \.encoder).mapValues(\.count)
            let items = models.entries().map { entry in
                let model = try? entry.model.get()
                var problem: String?
                if case .failure(let error) = entry.model { problem = error.message }
                return ModelSummary(
                    id: entry.name, active: entry.name == active, usable: model != nil, problem: OrNull(problem),
                    digest: OrNull(model?.digest), learner: OrNull(model?.learnerName),
                    sees: model?.parts.ranges.map(\.part.rawValue) ?? [],
                    categories: model.flatMap { taught[$0.digest] } ?? 0)
            }
            return ModelList(
                items: items, active: active, previous: OrNull(try store.setting(ModelCatalog.previousSetting)))
        }
    }

    /// Activates another model.
    ///
    /// Products are encoded by it beforehand. Then, while changes wait, so are those that were saved meanwhile and the examples of
    /// categories that were taught from products alone, which thus stay active; others are inactive until their model is back.
    ///
    /// - Throws: ``GuideError`` where there is no such model, or it can't be used.
    public func activate(_ name: String) async throws {
        let named = try await executor.run { [models] in try models.model(name) }
        guard name != activeModel else { return }
        _ = try await executor.run { [memory] in try memory.embedProducts(by: named.model) }
        try await committer.exclusively { [self] in
            let current = activeModel
            guard name != current else { return }
            let examples = try Self.reencodedExamples(store, named.model)
            try store.write { writer in
                for (category, examples) in examples.sorted(by: { $0.value.position < $1.value.position }) {
                    try writer.forgetCategory(category)
                    for example in examples.examples {
                        try writer.teach(example, to: category, encoder: named.model.digest)
                    }
                }
                try writer.set(ModelCatalog.activeSetting, to: name)
                try writer.set(ModelCatalog.previousSetting, to: current)
            }
            try memory.activate(named)
        }
    }

    /// Activates the model that was active before.
    ///
    /// - Throws: ``GuideError`` where there is none.
    public func rollBack() async throws {
        guard let previous = try await read({ try $0.setting(ModelCatalog.previousSetting) }) else {
            throw GuideError(.conflict, "no other model was active before")
        }
        try await activate(previous)
    }

    private struct Reencoded: Sendable {
        var position: Int
        var examples: [StoredExample]
    }

    /// Returns the examples of the categories that were taught from products alone, encoded by a model.
    private static func reencodedExamples(_ store: any Store, _ model: CategoryModel) throws -> [String: Reencoded] {
        let embeddings = ProductEmbeddings(store, model)
        var reencoded: [String: Reencoded] = [:]
        for (position, category) in try store.taughtCategories().enumerated() where category.encoder != model.digest {
            let examples = try store.taughtExamples(of: category.id)
            let products = try examples.compactMap { try store.product(shown: $0.id) }
            guard products.count == examples.count, !products.isEmpty else { continue }
            reencoded[category.id] = Reencoded(
                position: position,
                examples: zip(examples, try embeddings.embed(products)).map {
                    StoredExample(id: $0.id, embedding: $1.embedding, created: $0.created, picture: $0.picture)
                })
        }
        return reencoded
    }
}
