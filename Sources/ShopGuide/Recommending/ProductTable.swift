/// The products of an index by slot, with the facts and counts that filters and reasons look up.
package struct ProductTable: Sendable {
    /// The products by slot; nil where one was removed.
    private(set) var products: [Product?] = []
    /// The facts by slot.
    private(set) var facts: [ProductFacts] = []
    /// The families by slot.
    package private(set) var families = FamilyTable()
    /// The numbers that the facts have for markets, categories and currencies.
    private(set) var codes = FactCodes()
    /// The numbers of products sold in each market, by its number; the first counts all.
    private(set) var soldCounts = [0]
    /// The numbers of products that have a word in their titles.
    private var wordCounts: [String: Int] = [:]
    private var slots: [ExactID: Int] = [:]
    /// The slots of products that were removed.
    private var vacant: [Int] = []

    /// Creates a table without products.
    package init() {}

    /// The number of products.
    package var count: Int { slots.count }

    /// The codes of the markets that products are sold in or that were named otherwise, in order.
    package var markets: [String] { codes.markets.dropFirst().sorted() }

    /// Returns the slot of a product.
    package func slot(of id: String) -> Int? { slots[ExactID(id)] }

    /// The product of a slot; nil where it was removed.
    package subscript(slot: Int) -> Product? { products[slot] }

    /// The product with an id.
    package subscript(id: String) -> Product? { slots[ExactID(id)].flatMap { products[$0] } }

    /// Adds a product, or replaces the one of the same id.
    ///
    /// - Returns: Its slot: one that was removed, or the next, where it is new.
    package mutating func insert(_ product: Product) -> Int {
        let known = codes.markets.count
        let fact = ProductFacts(product, &codes)
        if codes.markets.count > known { countMarkets() }
        let id = ExactID(product.id)
        let slot = slots[id] ?? vacant.popLast() ?? products.count
        if slot == products.count {
            products.append(product)
            facts.append(fact)
        } else {
            if let old = products[slot] { count(old, facts[slot], -1) }
            (products[slot], facts[slot]) = (product, fact)
        }
        slots[id] = slot
        families.insert(product, at: slot)
        count(product, fact, 1)
        return slot
    }

    /// Removes a product.
    ///
    /// - Returns: The slot that it had; nil where it wasn't there.
    package mutating func remove(_ id: String) -> Int? {
        guard let slot = slots.removeValue(forKey: ExactID(id)) else { return nil }
        if let old = products[slot] { count(old, facts[slot], -1) }
        products[slot] = nil
        families.remove(slot)
        facts[slot].isPresent = false
        vacant.append(slot)
        return slot
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
        for word in Set(Words.of(product.title)) { wordCounts[word, default: 0] += change }
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
    var titleWords: some Sequence<(key: String, value: Int)> { wordCounts.lazy.filter { $0.value > 0 } }

    /// Returns whether the titles of several products have a word.
    package func isShared(_ word: String) -> Bool { wordCounts[word] ?? 0 >= 2 }
}
