import Foundation
import ShopGuide
import ShopGuideBuiltin
import Testing

struct NuisanceColumnTests {
    private static let products = GeneratedShop(seed: 4).products
    private var products: [Product] { Self.products }

    @Test(arguments: NuisanceColumn.allCases)
    func `gives every product a value, and leaves the rest as it is`(_ column: NuisanceColumn) {
        let added = column.added(to: products, seed: 1)
        #expect(added.allSatisfy { $0.attributes[column.name] != nil })
        let kept = zip(added, products).map { added, product in
            var kept = added
            kept.attributes[column.name] = product.attributes[column.name]
            return kept
        }
        #expect(kept == products)
    }

    @Test(arguments: NuisanceColumn.allCases)
    func `depends on its seed and not on the products`(_ column: NuisanceColumn) {
        let values = values(of: column)
        #expect(column.added(to: products.reversed(), seed: 1).map { $0.attributes[column.name] } == values)
        let others = column.added(to: products, seed: 2).map { $0.attributes[column.name] }
        #expect((others == values) == (column == .constant))
    }

    @Test(arguments: [NuisanceColumn.gtin, .link])
    func `has a value of its own for each product`(_ column: NuisanceColumn) {
        #expect(Set(values(of: column)).count == products.count)
    }

    @Test func `writes trade item numbers of 13 digits, and links`() {
        #expect(texts(of: .gtin).allSatisfy { $0.wholeMatch(of: /[1-9][0-9]{12}/) != nil })
        #expect(texts(of: .link).allSatisfy { $0.hasPrefix("https://") })
    }

    @Test(arguments: [(NuisanceColumn.constant, 1), (.flag, 2), (.warehouse, 8), (.rating, 41), (.number, 500)])
    func `has no more different values than it may`(_ column: NuisanceColumn, _ maximum: Int) {
        let values = Set(values(of: column))
        #expect((min(maximum, 40)...maximum).contains(values.count), "\(values.count)")
    }

    @Test func `names a person for nearly each product`() {
        #expect(Set(values(of: .user)).count > products.count * 9 / 10)
    }

    @Test func `reviews products in words of which many are the same`() {
        let reviews = texts(of: .review)
        #expect(reviews.allSatisfy { $0.split(separator: " ").count >= 5 || $0.contains(", ") })
        #expect(Set(reviews.flatMap { $0.split(separator: " ") }.filter { Int($0) == nil }).count < 60)
    }

    @Test func `rates from 1 to 5`() {
        let ratings = values(of: .rating).compactMap { $0?.number }
        #expect(ratings.allSatisfy { 1...5 ~= $0 } && ratings.count == products.count)
    }

    @Test func `writes days that there are`() {
        for date in texts(of: .date) {
            let read = try? Date(date, strategy: .iso8601.year().month().day())
            #expect(read.map { $0.formatted(.iso8601.year().month().day()) } == date)
            #expect(("2016-07-18"..<"2022-01-08").contains(date))
        }
    }

    @Test func `disturbs three shops in five, each with one column or several`() {
        let few = Array(products.prefix(5)).map { Product(id: $0.id) }
        let counts = (0..<400).map { seed in
            GeneratedShop.disturbed(few, seed: seed).first?.attributes.count ?? 0
        }
        #expect(Set(counts) == [0, 1, 2, 4, 6])
        #expect((120...200).contains(counts.count { $0 == 0 }))
        #expect(GeneratedShop.disturbed(few, seed: 7) == GeneratedShop.disturbed(few, seed: 7))
    }

    private func values(of column: NuisanceColumn) -> [AttributeValue?] {
        column.added(to: products, seed: 1).map { $0.attributes[column.name] }
    }

    private func texts(of column: NuisanceColumn) -> [String] { values(of: column).compactMap { $0?.text } }
}
