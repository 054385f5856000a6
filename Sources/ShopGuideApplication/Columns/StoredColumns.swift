import FewShotDigests
import FewShotNetworks
import Foundation
public import ShopGuide
import ShopGuideStore

/// The profile of a store's catalogue, kept among the store's settings.
public struct StoredColumns: Sendable {
    /// The profile.
    public let profile: CatalogueProfile
    /// The digest of the profile.
    let digest: String
    private let text: String

    /// The store's setting that holds the profile.
    static let setting = "columns"

    /// Wraps a profile.
    init(_ profile: CatalogueProfile) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(profile)
        self.profile = profile
        text = String(decoding: data, as: UTF8.self)
        digest = data.withUnsafeBytes { SHA256.hexadecimal(of: $0) }
    }

    /// Reads the profile of a store; `nil` where none was made, or one that this version can't read.
    package init?(in store: any Store) throws {
        guard let text = try store.setting(Self.setting) else { return nil }
        let data = Data(text.utf8)
        guard let profile = try? JSONDecoder().decode(CatalogueProfile.self, from: data) else { return nil }
        self.text = text
        self.profile = profile
        digest = data.withUnsafeBytes { SHA256.hexadecimal(of: $0) }
    }

    /// Takes the statistics of a store's products, evenly from all of them, and keeps what a person set.
    static func made(of store: any Store, keeping earlier: CatalogueProfile?) throws -> StoredColumns {
        var profile = try profile(of: store, after: earlier)
        for column in earlier?.columns ?? [] where column.factor != 1 { profile.set(column.factor, of: column.name) }
        return try StoredColumns(profile)
    }

    /// Returns the profile of a store's products as they are now.
    package static func profile(
        of store: any Store, after earlier: CatalogueProfile? = nil
    ) throws -> CatalogueProfile {
        let sample = try sample(of: store, CatalogueProfile.sampleSize)
        let hasVectors = try store.hasEmbeddings(named: ProductRows.vectors)
        let sources = try StoreEncoders(in: store).ready
        let vectors = ProductVectors(
            store, sources, hasImported: hasVectors, encoders: nil,
            pictures: PictureReader(web: WebPictures(beside: store)))
        return try CatalogueProfile(
            of: sample.products, total: sample.total, sources: sources, after: earlier
        ) { try vectors.stored(of: $0).vectors }
    }

    /// Returns what reads a product's vectors, which a store keeps for the columns of a profile.
    package static func vectors(
        in store: any Store, for profile: CatalogueProfile
    ) -> (Product) throws -> [String: [Float]] {
        let vectors = ProductVectors(
            store, profile.vectorColumns.compactMap(\.source), hasImported: profile.hasVectors, encoders: nil,
            pictures: PictureReader(web: WebPictures(beside: store)))
        return { try vectors.stored(of: $0).vectors }
    }

    /// Returns products evenly from all of a store, one of each family: sizes and colours of one thing aren't near to each other for what
    /// the catalogue is.
    package static func sample(of store: any Store, _ limit: Int) throws -> (products: [Product], total: Int) {
        let total = try store.productCount()
        guard total <= mostRead * limit else { return (try spreadSample(of: store, limit), total) }
        let products = try sample(of: store, total, limit, isDistinct: true)
        // Families of which there are few may be kinds of things.
        let isEnough = products.count >= min(limit, total, leastFamilies)
        return (isEnough ? products : try sample(of: store, total, limit, isDistinct: false), total)
    }

    /// Families from which statistics are taken, at least.
    private static let leastFamilies = 20

    /// Returns the positions of the products that statistics are taken of: one of each family, or all where the families are few.
    package static func compared(among products: [Product]) -> [Int] {
        var families = DistinctFamilies()
        let distinct = products.indices.filter { families.insert(products[$0]) }
        return distinct.count >= leastFamilies ? distinct : Array(products.indices)
    }

    /// The products of a store, as a multiple of a sample, up to which all of them are read to take it.
    private static let mostRead = 32
    /// The products that are looked at for each of a sample, so that it is the first of its family.
    private static let candidates = 16

    /// Returns products evenly from all of a large store, which isn't read for that; one of each family, where its neighbours are of others.
    private static func spreadSample(of store: any Store, _ limit: Int) throws -> [Product] {
        var (distinct, all, families) = ([Product](), [Product](), DistinctFamilies())
        try store.forEachPlace(limit, following: candidates) { place in
            if let product = place.first(where: { families.insert($0) }) { distinct.append(product) }
            all += place.prefix(1)
        }
        // Families of which there are few may be kinds of things.
        return distinct.count >= leastFamilies ? distinct : all
    }

    private static func sample(
        of store: any Store, _ total: Int, _ limit: Int, isDistinct: Bool
    ) throws -> [Product] {
        var (products, place, families) = ([Product](), 0, DistinctFamilies())
        products.reserveCapacity(min(limit, total))
        try store.forEachProduct { product in
            if total <= limit || products.count * total <= place * limit, products.count < limit,
                !isDistinct || families.insert(product)
            {
                products.append(product)
            }
            place += 1
        }
        return products
    }

    /// Returns new columns where a store has none yet, or has changed much since they were made; `nil` else.
    static func renewed(for store: any Store) throws -> StoredColumns? {
        let count = try store.productCount()
        let stored = try StoredColumns(in: store)
        guard count > 0 || stored != nil else { return nil }
        if let profile = stored?.profile {
            let hasVectors = try store.hasEmbeddings(named: ProductRows.vectors)
            let isAsBefore = try Set(StoreEncoders(in: store).ready) == Set(profile.sources)
            guard profile.isOutdated(for: count) || hasVectors && !profile.hasVectors || !isAsBefore else {
                return nil
            }
        }
        return try made(of: store, keeping: stored?.profile)
    }

    /// Saves the profile.
    func save(with writer: any StoreWriter) throws { try writer.set(Self.setting, to: text) }
}

extension CategoryModel {
    /// Returns the model as a store's catalogue is seen by it: its columns weighed, its distances compared.
    ///
    /// - Throws: ``StoreError``, or the error of weights that can't be read.
    func adapted(to store: any Store) throws -> CategoryModel {
        guard parts.isProfiled else { return self }
        return try adapted(to: try StoredColumns(in: store), of: store)
    }

    /// Returns the model as it sees a catalogue of some columns; without any it compares titles alone.
    func adapted(to columns: StoredColumns?, of store: any Store) throws -> CategoryModel {
        guard let columns else { return self }
        var model = try self.seeing(columns.profile, digest: columns.digest)
        if let text = try store.setting(ComparedProducts.setting),
            let kept = ComparedProducts(text, ofModel: model.digest)
        {
            model.compared = kept
        } else {
            let sample = try StoredColumns.sample(of: store, EmbeddingStatistics.sampleSize)
            let embedded = try ProductEmbeddings(store, model).embed(sample.products)
            let compared = ComparedProducts(embedded.map(\.embedding), products: sample.total)
            let text = try compared.text(ofModel: model.digest)
            try store.write { try $0.set(ComparedProducts.setting, to: text) }
            model.compared = compared
        }
        return model
    }
}
