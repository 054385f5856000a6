import FewShotData
import Foundation
import ShopGuide
import ShopGuideStore

/// The embeddings of categories' texts: a text is seen as the title of a product of which nothing else is known, and where an encoder has
/// texts and pictures in one space as its picture too.
struct CategoryTexts {
    private let model: CategoryModel
    private let vectors: ProductVectors
    private let rows: ProductRows

    /// The bytes of a text, at most: its id is one of an example.
    static let maximumBytes = 256 - TaughtCategory.textPrefix.utf8.count

    /// Creates what embeds texts by a model for a store.
    init(_ store: any Store, _ model: CategoryModel, pictures: PictureReader) {
        self.model = model
        vectors = ProductVectors(store, model, pictures: pictures)
        rows = ProductRows(model.parts, model.profile, pictures: pictures)
    }

    /// Returns the embeddings of texts; that of one without words is zeros.
    ///
    /// - Throws: The error of a model that failed.
    func embeddings(of texts: [String]) throws -> [[Float]] {
        let products = texts.map { Product(id: $0, title: LocalizedText($0)) }
        let seen = vectors.vectors(of: products.map { ProductVectors.Request(product: $0) })
        return try model.embeddings(
            of: zip(products, seen).map { product, vectors in
                try rows.row(of: product, vectors: model.profile.showing(textVectors: vectors))
            })
    }
}

extension CategoryModel {
    /// Whether it sees a category's name: with an encoder of texts that is on this machine.
    var readsTexts: Bool { sources.contains { $0.input == .title && encoders?.has($0) ?? false } }
}

// MARK: - Shares

extension TextShares {
    /// The store's setting that holds those learned from its own categories.
    private static let setting = "text shares"
    /// Products that are looked at for categories.
    static let sampleSize = 2000

    private struct Stored: Codable {
        var model: String
        var shares: TextShares
    }

    /// Reads those of a store for a model; `nil` where there are none, or none of this model and its columns.
    init?(in store: any Store, ofModel digest: String) throws {
        guard let text = try store.setting(Self.setting),
            let stored = try? JSONDecoder().decode(Stored.self, from: Data(text.utf8)), stored.model == digest
        else { return nil }
        self = stored.shares
    }

    /// Keeps them in a store.
    func save(ofModel digest: String, with writer: any StoreWriter) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(Stored(model: digest, shares: self))
        try writer.set(Self.setting, to: String(decoding: data, as: UTF8.self))
    }

    /// Learns them from products of known categories.
    ///
    /// - Parameters:
    ///   - products: Products with their embeddings, whose categories' last names are the texts.
    ///   - model: The model that embedded them.
    ///   - texts: What embeds the names.
    /// - Returns: The shares; `nil` for too few categories.
    /// - Throws: The error of a model that failed, or ``CategoryError`` for embeddings that don't fit.
    static func learned(
        from products: [EmbeddedProduct], _ model: CategoryModel, _ texts: CategoryTexts
    ) throws -> TextShares? {
        var (order, groups) = ([String](), [String: (name: String, embeddings: [[Float]])]())
        for entry in products {
            guard let category = entry.product.category, let name = category.path.last else { continue }
            if groups[category.id] == nil { order.append(category.id) }
            groups[category.id, default: (name, [])].embeddings.append(entry.embedding)
        }
        let large = order.compactMap { groups[$0] }.filter { $0.embeddings.count >= TextShareFit.leastProducts }
        // Those of most products say most about many examples.
        let chosen = large.sorted { ($1.embeddings.count, $0.name) < ($0.embeddings.count, $1.name) }
            .prefix(TextShareFit.mostCategories)
        guard chosen.count >= TextShareFit.leastCategories else { return nil }
        let named = try texts.embeddings(of: chosen.map(\.name))
        func length(_ numbers: [Float]) -> Float { numbers.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let known = zip(chosen, named).map { group, text in
            let full = length(text)
            return TextShareFit.Known(
                text: text,
                products: group.embeddings.prefix(TextShareFit.mostProducts).map { embedding in
                    // Embeddings in memory have length 1; those of the model are all of one length.
                    let scale = full / max(length(embedding), .leastNormalMagnitude)
                    return embedding.map { $0 * scale }
                })
        }
        return try TextShareFit(known, rule: model.index().rule)?.shares()
    }
}

extension Shop {
    /// Returns the weights of texts for a model: those that the store keeps, else those learned now from its own categories.
    ///
    /// - Returns: The shares, and whether they are new.
    func textShares(for active: ActiveModel) async throws -> (shares: TextShares?, areNew: Bool) {
        try await executor.maintain { [self] in
            if let stored = try TextShares(in: store, ofModel: active.model.digest) { return (stored, false) }
            let products = try self.sample(TextShares.sampleSize, of: active).products
            let texts = CategoryTexts(store, active.model, pictures: pictures)
            let learned = try TextShares.learned(from: products, active.model, texts)
            return (learned, learned != nil)
        }
    }

    /// Returns a category's text as it is stored.
    ///
    /// - Throws: ``GuideError`` where no encoder sees it, or for one without words.
    func example(ofText text: String, _ active: ActiveModel, _ now: Timestamp) async throws -> StoredExample {
        guard active.model.readsTexts else {
            throw GuideError(
                field: "text",
                "is seen by no encoder: a category is opened by its name where the store sees with an encoder of texts, "
                    + "such as MiniLM, CLIP or SigLIP (shopguide encode --encoder NAME); or show examples")
        }
        let embedding = try await executor.maintain { [store, pictures] in
            try CategoryTexts(store, active.model, pictures: pictures).embeddings(of: [text])[0]
        }
        guard embedding.contains(where: { $0 != 0 }), embedding.allSatisfy(\.isFinite) else {
            throw GuideError(field: "text", "has no words")
        }
        return StoredExample(id: TaughtCategory.textPrefix + text, embedding: embedding, created: now)
    }
}
