import FewShotNetworks
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// The categories that were taught, as a model sees them; a value, so that whoever reads it isn't disturbed.
struct CategoryBoard: Sendable {
    /// What sees products.
    let model: CategoryModel
    /// What the model is called.
    let modelName: String
    /// The categories of this model, in the order in which they were first taught.
    private(set) var index: CategoryIndex
    /// When each was first taught.
    private(set) var created: [String: Timestamp] = [:]
    /// Categories that another model was taught.
    private(set) var dormant: [String] = []
    /// How often it was changed.
    private(set) var version = 0
    /// The index as things see it of which only some parts are known, by the parts' name; made when first asked for.
    private var restricted: [String: CategoryIndex] = [:]

    /// Reads what was taught to a store.
    init(_ store: any Store, _ model: CategoryModel, named name: String) throws {
        self.model = model
        modelName = name
        index = model.index()
        for category in try store.taughtCategories() {
            guard category.encoder == model.digest else {
                dormant.append(category.id)
                continue
            }
            created[category.id] = category.created
            for example in try store.taughtExamples(of: category.id) {
                try index.teach(category.id, TaughtCategory.Example(id: example.id, embedding: example.embedding))
            }
        }
    }

    /// Shows examples, in place of those of the same ids, or of all that there are.
    mutating func teach(_ name: String, _ examples: [StoredExample], replacing: Bool) {
        change()
        if replacing { try? index.remove(name) }
        dormant.removeAll { $0 == name }
        for example in examples {
            try? index.forget(example.id, of: name)
            // They were checked before they came to the disk.
            try? index.teach(name, TaughtCategory.Example(id: example.id, embedding: example.embedding))
        }
        if let first = examples.first, created[name] == nil { created[name] = first.created }
    }

    /// Takes an example back.
    mutating func remove(_ example: String, of name: String) {
        change()
        try? index.forget(example, of: name)
        if index[name] == nil { created[name] = nil }
    }

    /// Closes a category.
    mutating func forget(_ name: String) {
        change()
        try? index.remove(name)
        created[name] = nil
        dormant.removeAll { $0 == name }
    }

    private mutating func change() {
        version += 1
        restricted = [:]
    }

    /// The index as something sees it of which some parts are known, if it was made already.
    func ready(for known: [ProductParts.Part]) -> CategoryIndex? {
        known.count == model.parts.ranges.count ? index : restricted[ProductParts.name(of: known)]
    }

    /// Keeps an index that was made of this version.
    mutating func keep(_ made: CategoryIndex, for known: [ProductParts.Part], of version: Int) {
        if version == self.version { restricted[ProductParts.name(of: known)] = made }
    }
}
