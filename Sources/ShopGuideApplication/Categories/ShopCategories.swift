import FewShotNetworks
import Foundation
public import ShopGuide
public import ShopGuideStore

/// The categories that were taught to a store, as a model sees them.
public struct ShopCategories {
    /// Where they are kept.
    public let store: any Store
    /// What sees products.
    public let model: CategoryModel
    /// The categories, in the order in which they were first taught.
    public private(set) var index: CategoryIndex
    private let rows: ProductRows

    /// Something to be looked at: a product of the store, a picture, or a title.
    public struct Thing {
        /// What it is called: the product's id, the file, the title.
        public var id: String
        /// What it was taken for: `product`, `picture` or `title`.
        public var kind: String
        /// What the model sees of it.
        public var row: [Float]
        /// The product that it is, or would be.
        public var product: Product
    }

    /// The categories that another model was taught, which are left out here.
    public let others: [String]

    /// Reads what was taught.
    public init(_ store: any Store, _ model: CategoryModel) throws {
        self.store = store
        self.model = model
        rows = ProductRows(model.parts)
        index = model.index()
        var others: [String] = []
        for category in try store.taughtCategories() {
            guard category.encoder == model.digest else {
                others.append(category.id)
                continue
            }
            for example in try store.taughtExamples(of: category.id) {
                try index.teach(
                    category.id, TaughtCategory.Example(id: example.id, embedding: example.embedding))
            }
        }
        self.others = others
    }

    /// Returns what a word on the command line means.
    ///
    /// - Throws: ``GuideError`` where it has nothing that the model sees.
    public func thing(_ text: String) throws -> Thing {
        let product: Product
        var kind = "product"
        if let known = try store.product(text) {
            product = known
        } else if FileManager.default.fileExists(atPath: text) {
            guard model.parts.image != nil else {
                throw GuideError(.badRequest, "\(text): the model doesn't see pictures")
            }
            let path = URL(filePath: text).absoluteURL.path(percentEncoded: false)
            (product, kind) = (Product(id: text, image: ImageReference.file(path: path).text), "picture")
        } else {
            guard model.parts.title != nil else {
                throw GuideError(
                    .badRequest,
                    "\(text): neither a product of \(store.path) nor a file, and the model doesn't read titles")
            }
            let isName = text.contains { "./\\".contains($0) } && !text.contains(" ")
            if isName, ["jpg", "jpeg", "png", "webp"].contains(URL(filePath: text).pathExtension.lowercased()) {
                throw GuideError(.missing, "\(text): there is no such file")
            }
            (product, kind) = (Product(id: text, title: LocalizedText(text)), "title")
        }
        let row = try row(of: product)
        guard row.contains(where: { $0 != 0 }) else {
            throw GuideError(
                .badRequest,
                "\(text): a product without \(model.parts.ranges.map(\.part.rawValue).joined(separator: ", "))")
        }
        return Thing(id: text, kind: kind, row: row, product: product)
    }

    func row(of product: Product) throws -> [Float] {
        let vector =
            model.parts.vector == nil ? nil : try store.embedding(named: ProductRows.vectors, of: product.id)
        return try rows.row(of: product, vector: vector)
    }

    /// Shows examples of a category: what this returns from is on the disk.
    public mutating func teach(_ name: String, _ things: [Thing]) throws {
        let points = try model.points(of: things.map(\.row))
        var changed = index
        for (thing, point) in zip(things, points) {
            // An example that is shown again is seen anew.
            if changed[name]?.examples.contains(where: { $0.id == thing.id }) == true {
                try changed.forget(thing.id, of: name)
            }
            try changed.teach(name, TaughtCategory.Example(id: thing.id, embedding: point))
        }
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        try changing {
            try store.write { writer in
                for (thing, point) in zip(things, points) {
                    try writer.teach(
                        StoredExample(id: thing.id, embedding: point, created: now), to: name, encoder: model.digest)
                }
            }
        }
        index = changed
    }

    /// Takes examples back; a category without examples is closed.
    public mutating func remove(_ examples: [String], of name: String) throws {
        var changed = index
        for example in examples { try changed.forget(example, of: name) }
        try changing {
            try store.write { writer in
                for example in examples { try writer.removeExample(example, from: name) }
                if changed[name] == nil { try writer.forgetCategory(name) }
            }
        }
        index = changed
    }

    /// Closes a category.
    public mutating func forget(_ name: String) throws {
        guard try store.write({ try $0.forgetCategory(name) }) else {
            throw GuideError(.missing, "there is no category \"\(name)\"")
        }
        try? index.remove(name)  // one that another model was taught isn't in it
    }

    private func changing(_ body: () throws -> Void) throws {
        do { try body() } catch let problem as RowProblem { throw GuideError(.conflict, problem.reason) }
    }

    /// Says what something is.
    public func classify(_ thing: Thing, limit: Int) throws -> Classification {
        let known = model.known(in: thing.row)
        guard let point = try model.points(of: [thing.row]).first else { return Classification(answers: [], none: 1) }
        return try model.restricted(index, to: known).classify(point, limit: limit)
    }

    /// Returns which product of the store is worth most to be told about, of some that are spread over it.
    public func nextToLabel(for name: String, among limit: Int) throws -> String? {
        let shown = Set(index.categories.flatMap { $0.examples.map(\.id) })
        let every = max(1, try store.contents().products / limit)
        var (candidates, position) = ([Product](), 0)
        try store.forEachProduct { product in
            defer { position += 1 }
            if position % every == 0, candidates.count < limit, !shown.contains(product.id) {
                candidates.append(product)
            }
        }
        let things = candidates.compactMap { product in
            (try? row(of: product)).map { (product.id, $0) }  // a picture that can't be read says nothing
        }.filter { model.known(in: $0.1).count == model.parts.ranges.count }
        let points = try model.points(of: things.map(\.1))
        return try TeachingForecast.nextToLabel(
            for: name, in: index,
            among: zip(things, points).map { TaughtCategory.Example(id: $0.0, embedding: $1) })?.id
    }
}
