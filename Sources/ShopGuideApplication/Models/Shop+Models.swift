import FewShotNetworks
package import Foundation
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
    /// Whether it weighs the columns of a catalogue.
    public var weighsColumns: Bool
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

    /// The folder of the active model, or of the copy that the store keeps.
    package var activeModelFolder: URL { get throws { try models.place(of: activeModel, in: store) } }

    /// Lists the models.
    public func modelList() async throws -> ModelList {
        let (active, models) = (activeModel, models)
        return try await read { store in
            let taught = Dictionary(grouping: try store.taughtCategories(), by: \.encoder).mapValues(\.count)
            let items = try models.entries(in: store).map { entry in
                let model = try? entry.model.get()
                var problem: String?
                if case .failure(let error) = entry.model { problem = error.message }
                return ModelSummary(
                    id: entry.name, active: entry.name == active, usable: model != nil, problem: OrNull(problem),
                    digest: OrNull(model?.space), learner: OrNull(model?.learnerName),
                    sees: model?.parts.ranges.map(\.part.rawValue) ?? [],
                    weighsColumns: model?.parts.isProfiled ?? false,
                    categories: model.flatMap { taught[$0.space] } ?? 0)
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
        guard name != activeModel else {
            _ = try await executor.run { [models, store] in try models.model(name, in: store) }
            return
        }
        try await replaceModel(with: { models, store in try models.model(name, in: store) }) {
            [models, store] current, writer in
            try writer.set(ModelCatalog.activeSetting, to: name)
            try writer.set(ModelCatalog.previousSetting, to: current)
            try models.keepCopies(of: [name, current], in: store, with: writer)
        }
    }

    /// Replaces the model in use by another, or by the same one adapted to other columns.
    ///
    /// - Parameters:
    ///   - find: Finds the model.
    ///   - save: Saves what makes it the active one, given the name of the one before.
    /// - Throws: ``GuideError`` for a model that can't be used, or ``StoreError``.
    func replaceModel(
        with find: @escaping @Sendable (ModelCatalog, any Store) throws -> NamedModel,
        saving save: @escaping @Sendable (String, any StoreWriter) throws -> Void
    ) async throws {
        let named = try await executor.run { [models, store] in try find(models, store) }
        _ = try await executor.run { [memory] in try memory.embedProducts(by: named.model) }
        try await committer.exclusively { [self] in
            let current = active.withLock { $0 }
            guard named.name != current.name || named.model.digest != current.model.digest else { return }
            let examples = try ReencodedExamples(store, named.model)
            try store.write { writer in
                try examples.save(with: writer)
                try save(current.name, writer)
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
}
