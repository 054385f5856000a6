import FewShotTensors

extension BuiltinCatalogue {
    /// The code of a market that has just opened: Austria, where twelve shoppers have come so far, and where everything is sold that
    /// has a price in euros.
    public static let newMarket = "AT"

    /// The codes of all markets that shoppers are in, the new one last.
    public static let marketCodes = BuiltinMarket.allCases.map(\.rawValue) + [newMarket]

    /// Categories whose products are used up and bought again.
    public static let consumables: Set<String> = ["pencil", "envelope", "paper-clip", "notebook", "candle"]

    /// Shoppers of a market.
    static func shoppers(in market: String) -> Int { market == newMarket ? 12 : 150 }

    /// The end of the made-up year of shopping: 2026-06-30, in days since 1970.
    static let lastDay = 20_634

    /// The made-up shoppers, market by market.
    public func shoppers() -> [BuiltinShopper] {
        Self.marketCodes.flatMap { market in
            (1...Self.shoppers(in: market)).map { number in
                let digits = String(String(number + 1000).dropFirst())
                return BuiltinShopper(id: "\(market)-\(digits)", market: market)
            }
        }
    }

    /// Returns the events of the made-up shoppers in a year, shopper by shopper, the earliest first; the same for a seed on every machine.
    ///
    /// Each has a taste: two or three categories of a department or two, a brand, colours, and how much they like to spend. Markets
    /// differ in what is liked there. Some shoppers went away for half of the year and came back.
    public func events() -> [BuiltinEvent] {
        let shelves = Dictionary(uniqueKeysWithValues: Self.marketCodes.map { ($0, BuiltinShelf(self, market: $0)) })
        return shoppers().enumerated().flatMap { number, shopper -> [BuiltinEvent] in
            guard let shelf = shelves[shopper.market] else { return [] }
            var taste = BuiltinTaste(shelf, using: SeededGenerator(seed: seed ^ 0x5368_6F70, position: number))
            return taste.events(of: shopper)
        }
    }
}

extension BuiltinProduct {
    /// The codes of the markets that it is sold in, in order: its own; with a price in euros, often the other one too, and always the
    /// new one.
    public var markets: [String] {
        guard market.currency == "EUR" else { return [market.rawValue] }
        let other: BuiltinMarket = market == .germany ? .france : .germany
        let isInBoth = icon.reduce(0) { ($0 + Int($1)) & 0xFFFF } % 5 < 3
        return ([market.rawValue, BuiltinCatalogue.newMarket] + (isInBoth ? [other.rawValue] : [])).sorted()
    }

    /// Whether it is used up and bought again.
    public var isConsumable: Bool { BuiltinCatalogue.consumables.contains(category) }
}

/// The products that are sold in a market, with their appeal there.
struct BuiltinShelf {
    /// Something on the shelf.
    struct Item {
        var id: String
        var brand: String
        var colour: String
        /// From the cheapest of its category, 0, to the dearest, 1.
        var level: Double
        /// Its appeal.
        var appeal: Double
        var isConsumable: Bool
    }

    /// By category, in the catalogue's order; none is empty.
    let categories: [(id: String, department: String, items: [Item])]
    /// The market's liking of each category.
    let liking: [Double]

    init(_ catalogue: BuiltinCatalogue, market: String) {
        let products = Dictionary(grouping: catalogue.products) { $0.category }
        let place = BuiltinCatalogue.marketCodes.firstIndex(of: market) ?? 0
        var generator = SeededGenerator(seed: catalogue.seed ^ 0x4D61_726B, position: place)
        var liking: [Double] = []
        categories = catalogue.categories.compactMap { category in
            // Drawn for every category, so that one missing from a market changes nothing else.
            let like = generator.uniform()
            let own = (products[category.id] ?? []).filter { $0.markets.contains(market) }
            guard !own.isEmpty else { return nil }
            liking.append(0.2 + 2 * like * like)
            let prices = own.map(\.price).sorted()
            return (
                category.id, category.department.rawValue,
                own.map { product in
                    // What goes well does so in every market.
                    var appeal = SeededGenerator(
                        seed: 0x4170_7065, position: Int(product.icon.reduce(0) { ($0 &* 31 &+ UInt32($1)) } >> 4))
                    let rank = prices.firstIndex(of: product.price) ?? 0
                    return Item(
                        id: product.id, brand: product.brand, colour: Self.colour(in: product.title.english),
                        level: Double(rank) / Double(max(1, prices.count - 1)), appeal: 0.1 + appeal.uniform(),
                        isConsumable: product.isConsumable)
                }
            )
        }
        self.liking = liking
    }

    private static let colours = [ProductPalette.bright, .metal, .natural].flatMap { $0.colours.map(\.name.english) }
        .sorted { ($1.count, $0) < ($0.count, $1) }

    /// The colour that a title names; the longest name first, for "sky blue" isn't "blue".
    private static func colour(in title: String) -> String {
        let title = title.lowercased()
        return colours.first { title.contains($0) } ?? ""
    }
}
