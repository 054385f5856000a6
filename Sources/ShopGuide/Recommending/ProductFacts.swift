/// The facts that decide whether a product may be recommended, in few bytes.
struct ProductFacts: Sendable {
    /// A bit for each market that it is sold in; none where its markets aren't known.
    var markets: UInt64
    /// The number of its category; -1 for none.
    var category: Int32
    /// The number of its brand; -1 for none.
    var brand: Int32
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
        brand = product.brand.map { codes.brand($0) } ?? -1
        price = product.price?.tenThousandths ?? -1
        currency = product.price.map { codes.currency($0.currency) } ?? -1
        availability = product.availability.map(Self.number(of:)) ?? 0
        isConsumable = product.isConsumable
    }

    init(
        markets: UInt64, category: Int32, brand: Int32, price: Int64, currency: Int16, availability: UInt8,
        isConsumable: Bool, isPresent: Bool
    ) {
        (self.markets, self.category, self.brand, self.price) = (markets, category, brand, price)
        (self.currency, self.availability) = (currency, min(availability, 7))
        (self.isConsumable, self.isPresent) = (isConsumable, isPresent)
    }

    static func number(of availability: Availability) -> UInt8 {
        UInt8(Availability.allCases.firstIndex(of: availability) ?? 0)
    }
}

/// The numbers that ``ProductFacts`` has for markets, categories, brands and currencies.
struct FactCodes: Sendable {
    /// The codes of markets by number; the first stands for an unknown market.
    private(set) var markets = [""]
    /// The categories by number.
    private(set) var categories: [Category] = []
    private var marketNumbers: [String: Int16] = ["": 0]
    private var categoryNumbers: [String: Int32] = [:]
    private(set) var brandNumbers: [String: Int32] = [:]
    private(set) var currencyNumbers: [String: Int16] = [:]

    /// Creates codes of nothing.
    init() {}

    /// Creates codes of names by number.
    init(markets: [String], categories: [Category], brands: [String], currencies: [String]) {
        (self.markets, self.categories) = (markets, categories)
        marketNumbers = Dictionary(markets.enumerated().map { ($1, Int16($0)) }) { first, _ in first }
        categoryNumbers = Dictionary(categories.enumerated().map { ($1.id, Int32($0)) }) { first, _ in first }
        brandNumbers = Dictionary(brands.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
        currencyNumbers = Dictionary(currencies.enumerated().map { ($1, Int16(truncatingIfNeeded: $0)) }) { first, _ in
            first
        }
    }

    /// Returns the bit of a market; markets from the 64th on share one.
    static func bit(ofMarket number: Int16) -> UInt64 { 1 << UInt64(min(number, 63)) }

    func marketNumber(_ id: String) -> Int16? { marketNumbers[id] }

    func brandNumber(_ name: String) -> Int32? { brandNumbers[name] }

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

    /// Returns the number of a brand, a new one where it has none.
    mutating func brand(_ name: String) -> Int32 {
        if let number = brandNumbers[name] { return number }
        brandNumbers[name] = Int32(brandNumbers.count)
        return Int32(brandNumbers.count - 1)
    }

    /// Returns the number of a currency, a new one where it has none.
    mutating func currency(_ id: String) -> Int16 {
        if let number = currencyNumbers[id] { return number }
        currencyNumbers[id] = Int16(currencyNumbers.count)
        return Int16(currencyNumbers.count - 1)
    }
}
