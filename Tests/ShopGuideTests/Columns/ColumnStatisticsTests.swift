import Foundation
import ShopGuide
import Testing

@Suite struct `Profiles of catalogues` {
    /// Products of two kinds: a material that belongs to the kind, and columns that belong to nothing.
    static func products(_ count: Int = 60) -> [Product] {
        (0..<count).map { number in
            let isMug = number % 2 == 0
            return Product(
                id: "p\(number)",
                title: LocalizedText("\(isMug ? "Mug" : "Wool scarf") number \(number / 2) \(number % 7)"),
                brand: isMug ? "Kesselby" : "Ostrellin",
                price: Price(tenThousandths: Int64(10_000 * (5 + number % 11)), currency: "EUR"),
                attributes: [
                    "link": .text("https://shop.example/p/\(number)"), "gtin": .text("40000000\(1000 + number)"),
                    "condition": .text("new"), "warehouse": .text(["A", "B", "C"][number * 7 / 5 % 3]),
                    "added": .text("2026-0\(1 + number % 9)-1\(number % 8)"),
                    "review": .text("It came in time, thanks \(number)"), "gift": .flag(number % 3 == 0),
                ])
        }
    }

    private func kinds(_ profile: CatalogueProfile) -> [String: ColumnKind] {
        Dictionary(uniqueKeysWithValues: profile.columns.map { ($0.name, $0.kind) })
    }

    @Test func `know columns for what they are`() {
        let profile = CatalogueProfile(of: Self.products())
        #expect(
            kinds(profile) == [
                "title": .title, "brand": .category, "price": .number, "link": .link, "gtin": .code,
                "condition": .category, "warehouse": .category, "added": .number, "review": .text, "gift": .category,
            ])
        #expect(profile.columns.first?.name == "title")
        #expect(profile.columns.first { $0.name == "warehouse" }?.examples.sorted() == ["A", "B", "C"])
        #expect(profile.columns.allSatisfy { $0.statistics.count == Column.statisticsCount })
        #expect(profile.columns.allSatisfy { $0.statistics.allSatisfy(\.isFinite) })
    }

    @Test func `are the same for the same products, and come back from JSON as they were`() throws {
        let profile = CatalogueProfile(of: Self.products())
        #expect(profile == CatalogueProfile(of: Self.products()))
        let data = try JSONEncoder().encode(profile)
        #expect(try JSONDecoder().decode(CatalogueProfile.self, from: data) == profile)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(
                CatalogueProfile.self,
                from: Data(String(decoding: data, as: UTF8.self).replacing("AAAAAAAA", with: "").utf8))
        }
    }

    @Test func `say that a brand agrees with the titles and a warehouse doesn't`() throws {
        let profile = CatalogueProfile(of: Self.products())
        func agreement(_ name: String) throws -> Float {
            // Kinds, then the shape of the values, then mean, deviation and nearest; the gain comes next.
            let column = try #require(profile.columns.first { $0.name == name })
            return column.statistics[ColumnKind.allCases.count + 6 + 3]
        }
        #expect(try agreement("brand") > 2 * agreement("warehouse"))
        #expect(try agreement("brand") > 0.5)
    }

    @Test(arguments: [0, 1, 3]) func `are made of next to nothing`(_ count: Int) {
        let profile = CatalogueProfile(of: Self.products(count))
        #expect(profile.products == count)
        #expect(profile.columns.first?.kind == .title)
        #expect(profile.columns.allSatisfy { $0.statistics.allSatisfy(\.isFinite) })
    }

    @Test func `are outdated once a catalogue is half as large again, or half as large`() {
        let profile = CatalogueProfile(of: Self.products(), total: 1000)
        #expect(!profile.isOutdated(for: 1000) && !profile.isOutdated(for: 1500) && !profile.isOutdated(for: 500))
        #expect(profile.isOutdated(for: 1501) && profile.isOutdated(for: 499))
    }
}
