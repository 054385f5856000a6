/// The facts that decide whether a product may be recommended, in few bytes.
struct ProductFacts: Sendable {
    /// A bit for each market that it is sold in; none where its markets aren't known.
    var markets: UInt64
    /// The number of its category; -1 for none.
    var category: Int32
    /// The price in ten-thousandths; -1 for none.
    var price: Int64
    /// The number of its currency; -1 for none.
    var currency: Int16
    /// The index in ``Availability``'s cases; that of `inStock` where it isn't known.
    var availability: UInt8
    /// Whether it is used up and bought again.
    var isConsumable: Bool
    /// Whether it is there at all.
    var isPresent = true

    init(_ product: Product, _ codes: inout FactCodes) {
        markets = product.markets.reduce(0) { $0 | FactCodes.bit(ofMarket: codes.market($1)) }
        category = product.category.map { codes.category($0) } ?? -1
        price = product.price?.tenThousandths ?? -1
        currency = product.price.map { codes.currency($0.currency) } ?? -1
        availability = product.availability.map(Self.number(of:)) ?? 0
        isConsumable = product.isConsumable
    }

    static func number(of availability: Availability) -> UInt8 {
        UInt8(Availability.allCases.firstIndex(of: availability) ?? 0)
    }
}

/// The numbers that ``ProductFacts`` has for markets, categories and currencies.
struct FactCodes: Sendable {
    /// The codes of markets by number; the first stands for an unknown market.
    private(set) var markets = [""]
    /// The categories by number.
    private(set) var categories: [Category] = []
    private var marketNumbers: [String: Int16] = ["": 0]
    private var categoryNumbers: [String: Int32] = [:]
    private var currencyNumbers: [String: Int16] = [:]

    /// Returns the bit of a market; markets from the 64th on share one.
    static func bit(ofMarket number: Int16) -> UInt64 { 1 << UInt64(min(number, 63)) }

    func marketNumber(_ id: String) -> Int16? { marketNumbers[id] }

    func currencyNumber(_ id: String) -> Int16? { currencyNumbers[id] }

    /// Returns the number of a market, a new one where it has none.
    mutating func market(_ id: String) -> Int16 {
        if let number = marketNumbers[id] { return number }
        marketNumbers[id] = Int16(markets.count)
        markets.append(id)
        return Int16(markets.count - 1)
    }

    /// Returns the number of a category, a new one where it has none.
    mutating func category(_ category: Category) -> Int32 {
        let id = category.id
        if let number = categoryNumbers[id] { return number }
        categoryNumbers[id] = Int32(categories.count)
        categories.append(category)
        return Int32(categories.count - 1)
    }

    /// Returns the number of a currency, a new one where it has none.
    mutating func currency(_ id: String) -> Int16 {
        if let number = currencyNumbers[id] { return number }
        currencyNumbers[id] = Int16(currencyNumbers.count)
        return Int16(currencyNumbers.count - 1)
    }
}
