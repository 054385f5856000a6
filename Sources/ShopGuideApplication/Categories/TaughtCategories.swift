import FewShotNetworks
import ShopGuide
import ShopGuideStore

/// The categories that were taught, as one model sees them: a value, so that readers aren't disturbed by changes.
package struct TaughtCategories: Sendable {
    /// The model that encodes products.
    let model: CategoryModel
    /// The categories of this model, in the order in which they were first taught.
    private(set) var index: CategoryIndex
    /// The time at which each category was first taught.
    private(set) var created: [ExactID: Timestamp] = [:]
    /// The categories that were taught with another model, which are inactive.
    private(set) var inactive: [String] = []
    /// The number of changes so far.
    private(set) var version = 0
    /// The index restricted to some parts of products; built when first needed.
    private var restricted: [Set<ProductParts.Slot>: CategoryIndex] = [:]

    /// Reads a store's categories.
    init(_ store: any Store, _ model: CategoryModel) throws {
        self.model = model
        index = model.index()
        for category in try store.taughtCategories() { try read(category, store) }
    }

    private mutating func read(_ category: StoredCategory, _ store: any Store) throws {
        guard category.encoder == model.space else {
            inactive.append(category.id)
            return
        }
        created[ExactID(category.id)] = category.created
        for example in try store.taughtExamples(of: category.id) {
            // Another process may be giving the examples other columns just now.
            let isFitting = example.embedding.count == model.dimensions
            let embedding = isFitting ? example.embedding : model.refitted(example.embedding, from: nil)
            try index.teach(category.id, TaughtCategory.Example(id: example.id, embedding: embedding))
        }
        if index[category.id]?.text != nil, index.shares == .standard,
            let shares = try TextShares(in: store, ofModel: model.digest)
        {
            index.join(by: shares)
        }
    }

    /// Reads a category again, or forgets it where it is gone.
    mutating func reload(_ name: String, from store: any Store) throws {
        forget(name)
        if let category = try store.taughtCategories().first(where: { $0.id.isExactly(name) }) {
            try read(category, store)
        }
    }

    /// Adds examples, in place of those of the same ids, or of all that there are.
    mutating func teach(
        _ name: String, _ examples: [StoredExample], replacing: Bool, joinedBy shares: TextShares? = nil
    ) {
        change()
        if let shares { index.join(by: shares) }
        if replacing { try? index.remove(name) }
        inactive.removeAll { $0.isExactly(name) }
        for example in examples {
            try? index.forget(example.id, of: name)
            // They were checked before they came to the disk.
            try? index.teach(name, TaughtCategory.Example(id: example.id, embedding: example.embedding))
        }
        if let first = examples.first, created[ExactID(name)] == nil { created[ExactID(name)] = first.created }
    }

    /// Removes examples; a category without examples is closed.
    mutating func remove(_ examples: [String], of name: String) {
        change()
        for example in examples { try? index.forget(example, of: name) }
        if index[name] == nil { created[ExactID(name)] = nil }
    }

    /// Closes a category.
    mutating func forget(_ name: String) {
        change()
        try? index.remove(name)
        created[ExactID(name)] = nil
        inactive.removeAll { $0.isExactly(name) }
    }

    private mutating func change() {
        version += 1
        restricted = [:]
    }

    /// Returns the index restricted to the known parts of a product, where it has been built.
    func built(for known: [ProductParts.Slot]) -> CategoryIndex? {
        known.count == model.parts.slots.count ? index : restricted[Set(known)]
    }

    /// Keeps a restricted index that was built of a version.
    mutating func keep(_ built: CategoryIndex, for known: [ProductParts.Slot], of version: Int) {
        if version == self.version { restricted[Set(known)] = built }
    }
}
