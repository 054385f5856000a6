import ShopGuide
import ShopGuideStore

/// The examples of taught categories as another model encodes them, or the same one adapted to other columns.
///
/// Categories that were taught with other weights are encoded again where all of their examples are products; of those of the same
/// weights the products are, and what else was taught stays as it is, for it can still be compared.
struct ReencodedExamples {
    private let space: String
    private var categories: [(name: String, examples: [StoredExample])] = []

    /// Encodes a store's examples by a model; the store still has the columns of before, where these change with it.
    init(_ store: any Store, _ model: CategoryModel) throws {
        space = model.space
        let embeddings = ProductEmbeddings(store, model)
        let earlier = try StoredColumns(in: store)?.profile
        let texts = CategoryTexts(store, model, pictures: PictureReader(web: WebPictures(beside: store)))
        for category in try store.taughtCategories() {
            if category.encoder == model.space, !model.parts.isProfiled { continue }
            let before = try store.taughtExamples(of: category.id)
            var (examples, places, products) = (before, [Int](), [Product]())
            var count = before.count
            for (place, example) in examples.enumerated() {
                if let text = TaughtCategory.words(ofID: example.id), model.readsTexts {
                    examples[place].embedding = try texts.embeddings(of: [text])[0]
                    count -= 1
                    continue
                }
                if category.encoder == model.space {
                    examples[place].embedding = model.refitted(example.embedding, from: earlier)
                }
                guard let product = try store.product(shown: example.id) else { continue }
                places.append(place)
                products.append(product)
            }
            guard category.encoder == model.space || products.count == count else {
                continue
            }
            for (place, embedded) in zip(places, try embeddings.embed(products, completing: true)) {
                examples[place].embedding = embedded.embedding
            }
            if examples != before || category.encoder != model.space { categories.append((category.id, examples)) }
        }
    }

    /// Saves the examples in place of those before, the categories in their order.
    func save(with writer: any StoreWriter) throws {
        for (category, examples) in categories {
            try writer.forgetCategory(category)
            for example in examples { try writer.teach(example, to: category, encoder: space) }
        }
    }
}
