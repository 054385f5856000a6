/// The products of an index by slot, with the facts and counts that filters and reasons look up.
package struct ProductTable: Sendable {
    /// The products by slot.
    private(set) var packed = PackedProducts()
    /// The facts by slot.
    private(set) var facts: [ProductFacts] = []
    /// The families by slot.
    package private(set) var families = FamilyTable()
    /// The numbers that the facts have for markets, categories and currencies.
    private(set) var codes = FactCodes()
    /// The numbers of products sold in each market, by its number; the first counts all.
    private(set) var soldCounts = [0]
    /// The numbers of products that have a word in their titles.
    private(set) var wordCounts: [String: Int] = [:]
    private var slots = SlotTable()
    /// The slots of products that were removed.
    private(set) var vacant: [Int] = []

    /// Creates a table without products.
    package init() {}

    /// Creates a table of parts that were kept, to be completed by ``setIDs()`` and ``set(_:)``.
    init(
        _ packed: PackedProducts, _ facts: [ProductFacts], _ families: FamilyTable, _ codes: FactCodes,
        soldCounts: [Int], vacant: [Int]
    ) {
        (self.packed, self.facts, self.families, self.codes) = (packed, facts, families, codes)
        (self.soldCounts, self.vacant) = (soldCounts, vacant)
    }

    /// The number of products.
    package var count: Int { slots.count }

    /// The codes of the markets that products are sold in or that were named otherwise, in order.
    package var markets: [String] { codes.markets.dropFirst().sorted() }

    /// The number of slots, also of those that products were removed from.
    var slotCount: Int { facts.count }

    /// Returns the slot of a product.
    package func slot(of id: String) -> Int? {
        var id = id
        return id.withUTF8 { slot(ofBytes: UnsafeRawBufferPointer($0)) }
    }

    private func slot(ofBytes id: UnsafeRawBufferPointer) -> Int? {
        slots.slot(SlotTable.hash(of: id)) { packed.hasID(id, $0) }
    }

    /// Returns the id of a slot's product; nil where it was removed.
    func id(of slot: Int) -> String? { packed.withID(of: slot) { String(decoding: $0, as: UTF8.self) } }

    /// The product of a slot; nil where it was removed.
    package subscript(slot: Int) -> Product? { packed[slot] }

    /// The product with an id.
    package subscript(id: String) -> Product? { slot(of: id).flatMap { packed[$0] } }

    /// Adds a product, or replaces the one of the same id.
    ///
    /// - Returns: Its slot: one that was removed, or the next, where it is new.
    package mutating func insert(_ product: Product) -> Int {
        let known = codes.markets.count
        let fact = ProductFacts(product, &codes)
        if codes.markets.count > known { countMarkets() }
        let earlier = slot(of: product.id)
        let slot = earlier ?? vacant.popLast() ?? facts.count
        if let earlier, let old = packed[earlier] { count(old, facts[earlier], -1) }
        packed.set(product, at: slot)
        if slot == facts.count { facts.append(fact) } else { facts[slot] = fact }
        if earlier == nil { addID(of: slot) }
        families.insert(product, at: slot)
        count(product, fact, 1)
        return slot
    }

    /// Removes a product.
    ///
    /// - Returns: The slot that it had; nil where it wasn't there.
    package mutating func remove(_ id: String) -> Int? {
        guard let slot = slot(of: id) else { return nil }
        if let old = packed[slot] { count(old, facts[slot], -1) }
        var id = id
        id.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            slots.remove(SlotTable.hash(of: bytes)) { packed.hasID(bytes, $0) }
        }
        packed.remove(slot)
        families.remove(slot)
        facts[slot].isPresent = false
        vacant.append(slot)
        return slot
    }

    /// Takes the ids from the products; returns false where two are the same.
    mutating func setIDs() -> Bool {
        slots = SlotTable(capacity: packed.count)
        for slot in facts.indices where facts[slot].isPresent {
            guard packed.withID(of: slot, { self.slot(ofBytes: $0) }) == .some(nil) else { return false }
            addID(of: slot)
        }
        return true
    }

    /// Sets the numbers of products that have a word in their titles.
    mutating func set(_ wordCounts: [String: Int]) { self.wordCounts = wordCounts }

    private mutating func addID(of slot: Int) {
        guard let hash = packed.withID(of: slot, SlotTable.hash(of:)) else { return }
        slots.insert(slot, hash)
    }

    /// Returns the number of a market, a new one where it has none.
    package mutating func marketNumber(of id: String) -> Int16 {
        let (known, number) = (codes.markets.count, codes.market(id))
        if codes.markets.count > known { countMarkets() }
        return number
    }

    /// Counts the products of markets that have got a number: those that are sold everywhere.
    private mutating func countMarkets() {
        let everywhere = facts.count { $0.isPresent && $0.markets == 0 }
        soldCounts += [Int](repeating: everywhere, count: codes.markets.count - soldCounts.count)
    }

    private mutating func count(_ product: Product, _ facts: ProductFacts, _ change: Int) {
        for word in Set(Words.of(product.title)) {
            let count = wordCounts[word, default: 0] + change
            wordCounts[word] = count > 0 ? count : nil
        }
        for market in soldCounts.indices {
            let isSold =
                market == 0 || facts.markets == 0 || facts.markets & FactCodes.bit(ofMarket: Int16(market)) != 0
            if isSold { soldCounts[market] += change }
        }
    }
}

extension ProductTable {
    /// Returns how much a word of a title tells: nothing where many products have it.
    package func rarity(of word: String) -> Double {
        let share = Double(wordCounts[word] ?? 0) / Double(max(count, 1))
        return share > 0.1 && count > 50 ? 0 : max(0.01, 1 - share)
    }

    /// The words of titles with the numbers of products that have them.
    var titleWords: [String: Int] { wordCounts }

    /// Returns whether the titles of several products have a word.
    package func isShared(_ word: String) -> Bool { wordCounts[word] ?? 0 >= 2 }
}
