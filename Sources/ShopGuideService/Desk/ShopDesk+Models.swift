import FewShotNetworks
import HTTPTypes
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

extension ShopDesk {
    /// Sees the shop with another model from now on.
    ///
    /// Products are placed anew beforehand. Then, while changes wait, so are the examples of categories that were taught from products
    /// alone, which thus stay in force; others sleep until the model that they were taught with is back.
    func activate(_ name: String) async throws {
        let model = try await work.run { [models] in try models.model(name) }
        let current = board.withLock { $0.modelName }
        guard name != current else { return }
        let store = store
        // Twice, for what is saved meanwhile; the second time there is little left to place.
        _ = try await work.run { [self] in try recommender(store, model.model) }
        try await commits.exclusively { [self] in
            let examples = try Self.seenAnew(store, model.model)
            try store.write { writer in
                for (category, examples) in examples.sorted(by: { $0.value.place < $1.value.place }) {
                    try writer.forgetCategory(category)
                    for example in examples.examples {
                        try writer.teach(example, to: category, encoder: model.model.digest)
                    }
                }
                try writer.set(ModelShelf.active, to: name)
                try writer.set(ModelShelf.previous, to: current)
            }
            replace(
                try recommender(store, model.model), try CategoryBoard(store, model.model, named: model.name))
        }
    }

    /// Returns to the model before.
    func rollBack() async throws {
        guard let previous = try await read({ try $0.setting(ModelShelf.previous) }) else {
            throw Problem(.conflict, "no other model was active before")
        }
        try await activate(previous)
    }

    private struct Seen: Sendable {
        var place: Int
        var examples: [StoredExample]
    }

    /// The categories that were taught from products alone, as a model sees them.
    private static func seenAnew(_ store: any Store, _ model: CategoryModel) throws -> [String: Seen] {
        let rows = ProductRows(model.parts)
        var seen: [String: Seen] = [:]
        for (place, category) in try store.taughtCategories().enumerated() where category.encoder != model.digest {
            let examples = try store.taughtExamples(of: category.id)
            let products = try examples.compactMap { try store.product($0.id) }
            guard products.count == examples.count, !products.isEmpty else { continue }
            let points = try model.points(
                of: products.map { product in
                    let vector =
                        model.parts.vector == nil
                        ? nil : try store.embedding(named: ProductRows.vectors, of: product.id)
                    return try rows.row(of: product, vector: vector)
                })
            seen[category.id] = Seen(
                place: place,
                examples: zip(examples, points).map {
                    StoredExample(id: $0.id, embedding: $1, created: $0.created)
                })
        }
        return seen
    }
}
