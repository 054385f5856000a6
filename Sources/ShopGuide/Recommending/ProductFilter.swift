/// Which products may be recommended.
struct ProductFilter {
    private let market: UInt64?
    private let marketID: String
    /// By the category's number; nil for all.
    private let categories: [Bool]?
    private let brand: String?
    private let prices: ClosedRange<Int64>?
    private let currency: Int16
    private let availability: UInt8
    /// Products that the shopper had, or doesn't want.
    private(set) var excluded: [Int: RecommendationBarrier] = [:]

    /// Looks a request's conditions up.
    ///
    /// - Throws: ``GuideError`` where the request contradicts itself or names what isn't there.
    init(_ request: RecommendationRequest, market marketID: String?, in index: RecommendationIndex) throws {
        let names = index.names
        self.marketID = marketID ?? ""
        brand = request.brand
        market = marketID.flatMap { names.marketNumber($0) }.map { FactNames.bit(ofMarket: $0) }
        if let category = request.category {
            categories = names.categories.map { $0.path.starts(with: category.path) }
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
            guard let number = names.currencyNumber(named) else {
                throw GuideError(.missing, "no product has a price in \(named)")
            }
            currency = number
        } else {
            (prices, currency) = (nil, -1)
        }
        let wanted = request.availability ?? [.inStock, .preorder, .backorder]
        guard !wanted.isEmpty else { throw GuideError(.badRequest, "an empty list of availabilities: nothing is left") }
        availability = wanted.reduce(0) { $0 | 1 << ProductFacts.number(of: $1) }
        for id in request.excluded { if let position = index.position(of: id) { excluded[position] = .excluded } }
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

    mutating func exclude(_ position: Int, _ why: RecommendationBarrier) { excluded[position] = why }

    /// Returns the positions of all products that may be recommended.
    func positions(in index: borrowing RecommendationIndex) -> [Int] {
        var positions: [Int] = []
        positions.reserveCapacity(index.facts.count)
        let out = excluded.keys.sorted()
        var next = 0
        for position in index.facts.indices {
            if next < out.count, out[next] == position {
                next += 1
                continue
            }
            if barrier(by: index.facts[position], position, in: index) == nil { positions.append(position) }
        }
        return positions
    }

    /// Returns why a product may not be recommended; nil where it may.
    func barrier(of position: Int, in index: borrowing RecommendationIndex) -> RecommendationBarrier? {
        barrier(by: index.facts[position], position, in: index) ?? excluded[position]
    }

    @inline(__always)
    private func barrier(
        by facts: ProductFacts, _ position: Int, in index: borrowing RecommendationIndex
    ) -> RecommendationBarrier? {
        guard facts.isPresent else { return .removed }
        if let market, facts.markets != 0 {
            guard facts.markets & market != 0 else { return .market }
            // Many markets share the last bit.
            if market == 1 << 63, index.products[position]?.markets.contains(marketID) != true { return .market }
        }
        if let categories, facts.category < 0 || !categories[Int(facts.category)] { return .category }
        if let prices, facts.currency != currency || !prices.contains(facts.price) { return .price }
        if availability & 1 << facts.availability == 0 { return .availability }
        if let brand, index.products[position]?.brand != brand { return .brand }
        return nil
    }
}
