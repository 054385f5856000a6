/// The conditions of a request that products have to meet.
struct ProductFilter {
    private let market: UInt64?
    private let marketID: String
    /// Whether products of a category may be recommended, by its number; nil for all categories.
    private let categories: [Bool]?
    /// The number of the brand, one that no product has where it isn't known; nil for all brands.
    private let brand: Int32?
    private let prices: ClosedRange<Int64>?
    private let currency: Int16
    private let availability: UInt8
    /// Products that the shopper had or doesn't want, by slot.
    private(set) var excluded: [Int: RecommendationBarrier] = [:]

    /// Resolves a request's conditions.
    ///
    /// - Throws: ``GuideError`` where the request contradicts itself or names what isn't there.
    init(_ request: RecommendationRequest, market marketID: String?, in products: ProductTable) throws {
        let codes = products.codes
        self.marketID = marketID ?? ""
        brand = request.brand.map { codes.brandNumber($0) ?? Int32.max }
        market = marketID.flatMap { codes.marketNumber($0) }.map { FactCodes.bit(ofMarket: $0) }
        if let category = request.category {
            categories = codes.categories.map { $0.path.starts(with: category.path) }
            guard categories?.contains(true) == true else {
                throw GuideError(.missing, "there is no category \"\(category.id)\"")
            }
        } else {
            categories = nil
        }
        let (low, high) = (request.lowestPrice, request.highestPrice)
        if let low, let high { try Self.check(low, high) }
        if let named = (low ?? high)?.currency {
            prices = (low?.tenThousandths ?? 0)...(high?.tenThousandths ?? Price.maximum)
            guard let number = codes.currencyNumber(named) else {
                throw GuideError(.missing, "no product has a price in \(named)")
            }
            currency = number
        } else {
            (prices, currency) = (nil, -1)
        }
        let allowed = request.availability ?? [.inStock, .preorder, .backorder]
        guard !allowed.isEmpty else {
            throw GuideError(.badRequest, "an empty list of availabilities: nothing is left")
        }
        availability = allowed.reduce(0) { $0 | 1 << ProductFacts.number(of: $1) }
        for id in request.excluded { if let slot = products.slot(of: id) { excluded[slot] = .excluded } }
    }

    private static func check(_ low: Price, _ high: Price) throws {
        guard low.currency == high.currency else {
            throw GuideError(
                .badRequest,
                "prices from \(low.text) \(low.currency) to \(high.text) \(high.currency): name one currency")
        }
        guard low.tenThousandths <= high.tenThousandths else {
            throw GuideError(.badRequest, "prices from \(low.text) to \(high.text) \(low.currency): nothing costs both")
        }
    }

    /// Excludes a product.
    mutating func exclude(_ slot: Int, _ barrier: RecommendationBarrier) { excluded[slot] = barrier }

    /// Excludes the variants of all products that are excluded.
    mutating func excludeVariants(in products: borrowing ProductTable) {
        for slot in Array(excluded.keys) {
            for variant in products.families.variants(of: slot) where excluded[variant] == nil {
                exclude(variant, .variant)
            }
        }
    }

    /// Returns the slots of all products that may be recommended.
    func slots(in products: borrowing ProductTable) -> [Int] {
        var slots: [Int] = []
        slots.reserveCapacity(products.facts.count)
        let out = excluded.keys.sorted()
        var next = 0
        for slot in products.facts.indices {
            if next < out.count, out[next] == slot {
                next += 1
                continue
            }
            if barrier(by: products.facts[slot], slot, in: products) == nil { slots.append(slot) }
        }
        return slots
    }

    /// Returns the slots of all products that may be recommended, where they are few; nil where they are more than `most`.
    func slots(in products: borrowing ProductTable, atMost most: Int) -> [Int]? {
        var slots: [Int] = []
        for slot in products.facts.indices where barrier(of: slot, in: products) == nil {
            guard slots.count < most else { return nil }
            slots.append(slot)
        }
        return slots
    }

    /// Returns the reason why a product may not be recommended; nil where it may.
    func barrier(of slot: Int, in products: borrowing ProductTable) -> RecommendationBarrier? {
        barrier(by: products.facts[slot], slot, in: products) ?? excluded[slot]
    }

    @inline(__always)
    private func barrier(
        by facts: ProductFacts, _ slot: Int, in products: borrowing ProductTable
    ) -> RecommendationBarrier? {
        guard facts.isPresent else { return .removed }
        if let market, facts.markets != 0 {
            guard facts.markets & market != 0 else { return .market }
            // Many markets share the last bit.
            if market == 1 << 63, !products.packed.isSold(slot, in: marketID) { return .market }
        }
        if let categories, facts.category < 0 || !categories[Int(facts.category)] { return .category }
        if let prices, facts.currency != currency || !prices.contains(facts.price) { return .price }
        if availability & 1 << facts.availability == 0 { return .availability }
        if let brand, facts.brand != brand { return .brand }
        return nil
    }
}
