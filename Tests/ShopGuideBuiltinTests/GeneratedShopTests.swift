import ShopGuide
import ShopGuideBuiltin
import Testing

struct GeneratedShopTests {
    private static let shops = (0..<60).map { GeneratedShop(seed: UInt64($0)) }
    private var shops: [GeneratedShop] { Self.shops }

    @Test func `has the same products for the same seed`() {
        for seed in 0..<8 { #expect(GeneratedShop(seed: UInt64(seed)).products == shops[seed].products, "\(seed)") }
    }

    @Test func `has other words for another seed`() {
        for (first, second) in zip(shops, shops.dropFirst()) {
            let (words, others) = (Set(first.titles.flatMap(words)), Set(second.titles.flatMap(words)))
            let shared = Double(words.intersection(others).count) / Double(max(1, min(words.count, others.count)))
            #expect(shared < 0.35)
        }
    }

    @Test func `gives every product an id of its own and a category`() {
        for shop in shops {
            #expect((1...GeneratedShop.maximum).contains(shop.products.count))
            #expect(Set(shop.products.map(\.id)).count == shop.products.count)
            #expect(shop.products.allSatisfy { $0.category != nil })
        }
    }

    @Test func `puts categories into departments in some shops, and then all`() {
        let levels = shops.map { shop in Set(shop.products.compactMap { $0.category?.path.count }) }
        #expect(Set(levels) == [[1], [2]])
        for shop in shops {
            let names = Set(shop.products.compactMap(\.category?.path))
            #expect(Set(names.compactMap(\.last)).count == names.count)
        }
    }

    @Test func `asks for prices in one currency a shop`() {
        let currencies = shops.map { shop in Set(shop.products.compactMap(\.price?.currency)) }
        #expect(currencies.allSatisfy { $0.count <= 1 })
        #expect(Set(currencies.flatMap(\.self)).count > 3)
    }

    @Test func `has titles in all but a few shops, of few words or of many`() {
        let lengths = shops.filter { !$0.titles.isEmpty }.map { shop in
            Double(shop.titles.reduce(0) { $0 + words(of: $1).count }) / Double(shop.titles.count)
        }
        #expect(shops.count * 4 / 5..<shops.count ~= lengths.count)
        #expect(lengths.contains { $0 < 3 } && lengths.contains { $0 > 10 })
    }

    @Test func `repeats titles in some shops`() {
        let shares = shops.filter { !$0.titles.isEmpty }.map { shop in
            1 - Double(Set(shop.titles).count) / Double(shop.titles.count)
        }
        #expect(shares.contains(0) && shares.contains { $0 > 0.2 })
    }

    @Test func `has columns that are full, partly missing or absent`() {
        for column in ["colour", "material", "gtin", "review"] {
            let shares = shops.map { shop in
                Double(shop.products.count { $0.attributes[column] != nil }) / Double(shop.products.count)
            }
            #expect(shares.contains(0) && shares.contains(1) && shares.contains { 0.1...0.8 ~= $0 }, "\(column)")
        }
    }

    @Test func `has more title words in common within a category than across`() {
        var (clear, all) = (0, 0)
        for shop in shops where shop.titles.count > 20 {
            let products = shop.products.prefix(150).map { ($0.category, Set($0.title.all.flatMap(words))) }
            var (within, across) = (Mean(), Mean())
            for (place, (category, words)) in products.enumerated() {
                for (other, others) in products[..<place] {
                    let union = Double(max(1, words.union(others).count))
                    let shared = Double(words.intersection(others).count) / union
                    if category == other { within.add(shared) } else { across.add(shared) }
                }
            }
            // In some shops hardly a word is in two titles.
            guard within.count > 10, across.value > 1e-4 else { continue }
            #expect(within.value > across.value)
            all += 1
            clear += within.value > 1.5 * across.value ? 1 : 0
        }
        #expect(all > 30 && clear > all / 2, "\(clear) of \(all)")
    }

    /// The words of a title; the characters of one without spaces between its words.
    private func words(of title: String) -> [Substring] {
        let isSpaced = title.unicodeScalars.allSatisfy { $0.value < 0x3000 }
        return isSpaced ? title.split(separator: " ") : title.indices.map { title[$0...$0] }
    }
}

private struct Mean {
    var (sum, count) = (0.0, 0)

    var value: Double { count == 0 ? 0 : sum / Double(count) }

    mutating func add(_ number: Double) { (sum, count) = (sum + number, count + 1) }
}

extension GeneratedShop {
    fileprivate var titles: [String] { products.flatMap(\.title.all) }
}
