import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Testing

@Suite struct `A sample of a store` {
    private let folder: TemporaryShop

    init() throws { folder = try TemporaryShop() }

    private func store(families: Int, variants: Int) throws -> any Store {
        let store = try Stores.open(at: folder.folder.appending(path: "variants.sqlite"))
        try store.write { writer in
            for number in 0..<families * variants {
                let (family, variant) = (number / variants, number % variants)
                try writer.save(
                    Product(
                        id: "\(family)-\(variant)", title: LocalizedText("Chair model \(family), \(1 + variant) ml"),
                        brand: "Nordwolle"))
            }
        }
        return store
    }

    @Test(arguments: [50, 200, 2000]) func `has one variant of each thing, evenly`(_ limit: Int) throws {
        let sample = try StoredColumns.sample(of: try store(families: 100, variants: 6), limit)
        #expect(sample.total == 600 && sample.products.count == min(limit, 100))
        let families = sample.products.compactMap { ProductFamily(of: $0) }
        #expect(Set(families).count == sample.products.count)
        let last = try #require(sample.products.last?.id.split(separator: "-").first.flatMap { Int($0) })
        #expect(last >= 95)
    }

    @Test func `has all variants of few things, for they may be kinds`() throws {
        let sample = try StoredColumns.sample(of: try store(families: 3, variants: 30), 2000)
        #expect(sample.products.count == 90)
    }

    @Test func `in memory has one variant of each thing, too`() throws {
        let products = (0..<240).map { number in
            Product(
                id: "\(number)", title: LocalizedText("Chair model \(number / 8), \(1 + number % 8) ml"),
                brand: "Nordwolle")
        }
        let adapted = try AdaptedModel(CategoryModel(TrainedShop.models.appending(path: "catalogues")), to: products)
        #expect(adapted.embeddings.count == 240 && adapted.model.profile.products == 240)
        #expect(adapted.model.profile.columns.first { $0.kind == .title }?.distinct == 30)
    }
}
