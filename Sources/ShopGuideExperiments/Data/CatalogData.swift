import FewShotData
import FewShotDigests
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuideApplication
import ShopGuide
import ShopGuideBuiltin
import ShopGuideStore

/// Products of a catalogue as data to meta-train on: a class is a category, a group what it lies in.
enum CatalogData {
    /// Products of a category that are taken at most, the first ones: enough to draw tasks from, and a bound on memory.
    static let productsPerCategory = 60
    /// Products that a category needs to be learned from.
    private static let leastProducts = 6

    /// Loads the built-in products, or those of a store.
    ///
    /// - Parameters:
    ///   - path: `builtin`, or the store.
    ///   - draw: The seed of the division of a store's categories.
    ///   - wanted: The parts of products that are encoded; all that there are where `nil`.
    ///   - layout: The layout of a row that a model at hand reads, in place of what fits the products best.
    ///   - most: Categories of a store that are taken at most, by lot; all where `nil`.
    ///   - device: The device of the examples.
    /// - Returns: The products, divided by category.
    /// - Throws: ``StoreError`` for a store that can't be read, ``DataError`` for one with too few categories.
    static func load(
        _ path: String, draw: UInt64, parts wanted: Set<ProductParts.Part>? = nil, layout: ProductParts? = nil,
        most: Int? = nil, on device: Device = .cpu
    ) throws -> LoadedData {
        if path == "builtin" { return try builtin(wanted, layout, on: device) }
        let store = try Stores.open(at: Stores.place(path), ifAbsent: .refuse)
        let lot = try most.map { try categories(of: store, drawing: $0, draw: draw) }
        var products: [String: [Product]] = [:]
        var order: [String] = []
        var (families, variants) = (DistinctFamilies(), [String]())
        try store.forEachProduct { product in
            guard let category = product.category?.id, lot?.contains(category) ?? true else { return }
            if products[category] == nil { order.append(category) }
            if products[category, default: []].count < productsPerCategory {
                // Sizes and colours of one thing are too easy a task.
                guard families.insert(product) else {
                    variants.append(product.id)
                    return
                }
                products[category, default: []].append(product)
            }
        }
        let usable = order.filter { (products[$0]?.count ?? 0) >= leastProducts }
        guard usable.count >= 12 else {
            throw DataError(
                .missing,
                "\(path) has \(usable.count) categories of \(leastProducts) products or more; meta-training needs 12: "
                    + "import more, or use the shipped model")
        }
        var generator = SeededGenerator(seed: draw)
        let drawn = generator.shuffled(Array(usable.indices))
        let (train, validation) = (usable.count * 64 / 100, usable.count * 80 / 100)
        var splits: [String: Split] = [:]
        for (place, index) in drawn.enumerated() {
            splits[usable[index]] = place < train ? .train : place < validation ? .validation : .test
        }
        let chosen = usable.map { (Category($0), products[$0] ?? []) }
        let all = chosen.flatMap(\.1)
        let profile = try StoredColumns(in: store)?.profile ?? StoredColumns.profile(of: store)
        var loaded = try data(
            chosen.compactMap { category, products in category.map { ($0, products) } }, splits,
            try layout.map { fitted($0, profile) } ?? checked(parts(of: all, profile), keeping: wanted), profile,
            name: "catalog:\(path)", scheme: "drawn, seed \(draw)", on: device,
            vectors: StoredColumns.vectors(in: store, for: profile))
        if !variants.isEmpty {
            let names = NameList(variants)
            let counted = names.count("product is a variant of another", "products are variants of others")
            loaded.notes.append("\(counted) and left out: \(names)")
        }
        return loaded
    }

    /// Returns some of a store's categories that have enough products to be learned from, by lot.
    private static func categories(of store: any Store, drawing most: Int, draw: UInt64) throws -> Set<String> {
        var (counts, order) = ([String: Int](), [String]())
        try store.forEachProduct { product in
            guard let category = product.category?.id else { return }
            if counts[category] == nil { order.append(category) }
            counts[category, default: 0] += 1
        }
        var generator = SeededGenerator(seed: draw &+ 1)
        return Set(generator.shuffled(order.filter { counts[$0, default: 0] >= leastProducts }).prefix(most))
    }

    /// A layout with as many ready vectors as a profile has.
    private static func fitted(_ layout: ProductParts, _ profile: CatalogueProfile) -> ProductParts {
        var layout = layout
        let count = max(1, profile.vectorColumns.count)
        if layout.isProfiled, layout.vector != nil, layout.vectorCount != count { layout.vectors = count }
        return layout
    }

    /// The parts that products have, as an encoder of columns reads them.
    private static func parts(of products: [Product], _ profile: CatalogueProfile) -> ProductParts {
        let hasPictures = products.contains { $0.image.map(isReadable) ?? false }
        let hasAttributes = products.contains { $0.brand != nil || $0.price != nil || !$0.attributes.isEmpty }
        var parts = ProductParts.profiled(image: hasPictures ? [3, 84, 84] : nil)
        if !hasAttributes { parts.attributes = nil }
        let vectors = profile.vectorColumns.count
        if vectors > 1 { parts.vectors = vectors }
        if vectors == 0 { parts.vector = nil }
        return parts
    }

    /// The parts that are wanted of those that there are.
    private static func checked(_ parts: ProductParts, keeping wanted: Set<ProductParts.Part>?) throws -> ProductParts {
        guard let wanted else { return parts }
        let present = Set(parts.ranges.map(\.part))
        if let absent = wanted.subtracting(present).map(\.rawValue).min() {
            let known = present.map(\.rawValue).sorted().joined(separator: ", ")
            throw DataError(.badRequest, "the products have no \(absent); they have \(known)")
        }
        return parts.keeping(wanted)
    }

    private static func isReadable(_ image: String) -> Bool {
        if case .other = ImageReference(image) { return false }
        return true
    }

    private static func builtin(
        _ wanted: Set<ProductParts.Part>?, _ layout: ProductParts?, on device: Device
    ) throws -> LoadedData {
        let catalogue = BuiltinCatalogue.generate()
        let splits = Dictionary(uniqueKeysWithValues: catalogue.categories.map { ($0.id, $0.split) })
        let products = Dictionary(grouping: catalogue.storedProducts()) { $0.category?.path.last ?? "" }
        let chosen = catalogue.categories.compactMap { category -> (Category, [Product])? in
            guard let own = products[category.id], let place = own.first?.category else { return nil }
            return (place, own)
        }
        let side = BuiltinCatalogue.iconSize
        var loaded = try data(
            chosen, Dictionary(uniqueKeysWithValues: chosen.map { ($0.0.id, splits[$0.0.path.last ?? ""] ?? .train) }),
            try layout
                ?? checked(
                    ProductParts(image: [1, side, side], title: OffersData.tokens, attributes: 16), keeping: wanted),
            layout?.isProfiled ?? false ? CatalogueProfile(of: catalogue.storedProducts()) : .empty,
            name: "catalog:builtin", scheme: "fixed", on: device)
        loaded.notes += ["builtin is generated: its products, brands and prices are invented, its pictures drawn"]
        return loaded
    }

    private static func data(
        _ categories: [(Category, [Product])], _ splits: [String: Split], _ parts: ProductParts,
        _ profile: CatalogueProfile, name: String, scheme: String, on device: Device,
        vectors: (Product) throws -> [String: [Float]] = { _ in [:] }
    ) throws -> LoadedData {
        let bytes = categories.reduce(0) { $0 + $1.1.count } * parts.width * MemoryLayout<Float>.size
        guard bytes <= DataOptions().memoryLimit else {
            throw DataError(
                .overLimit, "\(name): \(bytes >> 20) MB in memory are too many; leave the pictures out: --parts title")
        }
        let rows = ProductRows(parts, profile)
        var (numbers, ranges, pictures) = ([Float](), [Range<Int>](), CatalogPictures())
        var count = 0
        for (category, products) in categories {
            for (row, product) in zip(count..., products) {
                let read = try rows.fingerprinted(product, vectors: vectors(product))
                numbers += read.row
                pictures.add(read.picture, of: product.id, row: row, in: category.id)
            }
            ranges.append(count..<count + products.count)
            count += products.count
        }
        let copies = pictures.copies()
        var classes: [Split: [Dataset.Class]] = [:]
        var small: [String] = []
        for ((category, _), range) in zip(categories, ranges) {
            let examples = range.filter { copies[$0] == nil }
            if examples.count < leastProducts, examples.count < range.count {
                small.append(category.id)
                continue
            }
            classes[splits[category.id] ?? .train, default: []].append(
                Dataset.Class(name: category.id, examples: examples, group: category.parent?.id))
        }
        let features = Tensor(numbers, shape: [count, parts.width], on: device)
        var data = LoadedData(
            splits: classes.mapValues { Dataset(features: features, classes: $0) }, name: name,
            digest: numbers.withUnsafeBytes { SHA256.hexadecimal(of: $0) }, scheme: scheme,
            imageShape: [parts.width],
            notes: notes(onCopies: copies.sorted { $0.key < $1.key }.map(\.value), leavingOut: small))
        data.parts = parts
        data.products = categories.flatMap { $0.1.map(\.id) }
        if parts.isProfiled { data.encoder = EncoderKind.columns.name }
        return data
    }

    private static func notes(onCopies copies: [String], leavingOut small: [String]) -> [String] {
        var notes: [String] = []
        if !copies.isEmpty {
            let names = NameList(copies)
            let counted = names.count(
                "product has the picture of another in its category and counts",
                "products have the picture of another in their category and count")
            notes.append("\(counted) once: \(names)")
        }
        if !small.isEmpty {
            let names = NameList(small)
            let left = names.count("category has", "categories have")
            notes.append("\(left) fewer than \(leastProducts) products with pictures of their own, left out: \(names)")
        }
        return notes
    }
}
