import FewShotTensors
import ShopGuide
import Testing

/// Families by slot, as products come, change and go.
@Suite struct FamilyTableTests {
    private func product(_ id: Int, _ title: String) -> Product {
        Product(id: "\(id)", title: LocalizedText(title), brand: "Nordwolle")
    }

    @Test func `variants are known until they go or change`() {
        var table = ProductTable()
        for (id, size) in ["S", "M", "L"].enumerated() { _ = table.insert(product(id, "Wool jumper \(size)")) }
        _ = table.insert(product(3, "Silk jumper M"))
        #expect(table.families.variants(of: 0) == [1, 2] && table.families.variants(of: 2) == [0, 1])
        #expect(table.families.variants(of: 3).isEmpty && table.families.number(of: 3) == nil)
        _ = table.insert(product(1, "Silk jumper L"))
        #expect(table.families.variants(of: 0) == [2] && table.families.variants(of: 3) == [1])
        _ = table.remove("0")
        #expect(table.families.variants(of: 2).isEmpty && table.families.variants(of: 0).isEmpty)
        _ = table.insert(product(9, "Wool jumper XL"))
        #expect(table.families.variants(of: 2) == [0])
    }

    @Test func `changes in any order leave what is there`() {
        var (generator, table, titles) = (SeededGenerator(seed: 5), ProductTable(), [Int: String]())
        for _ in 0..<3000 {
            let id = generator.integer(below: 60)
            if generator.integer(below: 3) == 0 {
                _ = table.remove("\(id)")
                titles[id] = nil
            } else {
                let title =
                    "Jumper number \(generator.integer(below: 12)) \(["S", "M", "XL"][generator.integer(below: 3)])"
                _ = table.insert(product(id, title))
                titles[id] = title
            }
        }
        func thing(_ title: String) -> String { title.split(separator: " ").prefix(3).joined(separator: " ") }
        for (id, title) in titles {
            guard let slot = table.slot(of: "\(id)") else {
                Issue.record("\(id) is gone")
                continue
            }
            let expected = titles.filter { $0.key != id && thing($0.value) == thing(title) }.map { "\($0.key)" }
            #expect(Set(table.families.variants(of: slot).compactMap { table[$0]?.id }) == Set(expected))
        }
    }

    @Test func `so many that seem to be one thing are none`() {
        var table = ProductTable()
        for id in 0...FamilyTable.largest { _ = table.insert(product(id, "Wool jumper")) }
        #expect(table.families.number(of: 0) == nil && table.families.variants(of: 0).isEmpty)
        _ = table.remove("7")
        #expect(table.families.variants(of: 0).count == FamilyTable.largest - 1)
    }
}
