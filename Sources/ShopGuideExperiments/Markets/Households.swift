import Foundation
import ShopGuide
import ShopGuideStore
import ShopGuideFeeds

/// The grocer's households of Complete Journey: what types of product they bought, each when for the first time.
struct Households {
    static let transactions = "transactions_sample.tsv.gz"
    private static let productFile = "products.tsv.gz"
    /// The markets that the stores are divided into.
    private static let districts = 7

    let interactions: MarketInteractions
    let rows: Int
    /// The types of product as a catalogue has them, by position.
    let products: [Product]

    /// Reads a folder.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - isByStore: Whether households belong to markets of several stores each, by the store where they bought most; else all are in one.
    /// - Throws: ``StoreError`` or ``FeedError`` naming the file and what is wrong with it.
    init(_ folder: URL, byStore isByStore: Bool) throws {
        var types: [String: Product] = [:]
        try TableScan.forEachRow(
            of: folder.appending(path: Self.productFile),
            columns: ["product_id", "product_type", "department", "product_category"]
        ) { texts, _ in
            let path = texts[2...].filter { !$0.isEmpty }
            types[texts[0]] = Product(
                id: texts[1], title: LocalizedText(texts[1]), category: path.isEmpty ? nil : Category(path: path))
        }
        let file = folder.appending(path: Self.transactions)
        var numbers: [String: Int] = [:]
        var products: [Product] = []
        var households: [String: Int] = [:]
        var histories: [ShopperHistory] = []
        var visits: [[String: Int]] = []
        var rows = 0
        try TableScan.forEachRow(
            of: file,
            columns: ["household_id", "product_id", "transaction_timestamp"] + (isByStore ? ["store_id"] : [])
        ) { texts, line in
            rows += 1
            guard let time = Timestamp(texts[2]) else {
                throw StoreError(.damaged, "\(file.relativePath), line \(line): \"\(texts[2])\" isn't a date and time")
            }
            guard let type = types[texts[1]], !type.id.isEmpty else { return }
            let household = households[texts[0], default: histories.count]
            if household == histories.count {
                households[texts[0]] = household
                histories.append(ShopperHistory(market: 0))
                visits.append([:])
            }
            if isByStore { visits[household][texts[3], default: 0] += 1 }
            let number = numbers[type.id, default: products.count]
            if number == products.count {
                numbers[type.id] = number
                products.append(type)
            }
            histories[household].events.append(.init(product: number, kind: .purchase, time: time))
        }
        guard histories.count >= 50 else {
            throw StoreError(.damaged, "\(file.relativePath): \(histories.count) households; the protocol needs 50")
        }
        for index in histories.indices {
            // Of purchases of one type the first counts; the file isn't in the order of time.
            histories[index].events = histories[index].events.enumerated().sorted {
                ($0.element.time?.milliseconds ?? 0, $0.offset) < ($1.element.time?.milliseconds ?? 0, $1.offset)
            }.map(\.element)
        }
        (self.rows, self.products) = (rows, products)
        let markets = isByStore ? Self.assign(&histories, to: visits) : ["all"]
        interactions = MarketInteractions(markets: markets, products: products.count, histories: histories)
    }

    /// Puts each household into the market of the store that it went to most: neighbouring store numbers, about as many households in
    /// each market.
    ///
    /// - Returns: The markets' names: their first and last store.
    private static func assign(_ histories: inout [ShopperHistory], to visits: [[String: Int]]) -> [String] {
        func isBefore(_ one: String, _ other: String) -> Bool {
            (Int(one) ?? .max, one) < (Int(other) ?? .max, other)
        }
        let homes = visits.map { own in
            own.keys.sorted(by: isBefore).max { own[$0, default: 0] < own[$1, default: 0] } ?? ""
        }
        let sizes = Dictionary(homes.map { ($0, 1) }, uniquingKeysWith: +)
        var markets: [String: Int] = [:]
        var ends: [(first: String, last: String)] = []
        var before = 0
        for store in sizes.keys.sorted(by: isBefore) {
            if before * districts >= ends.count * homes.count { ends.append((store, store)) }
            ends[ends.count - 1].last = store
            markets[store] = ends.count - 1
            before += sizes[store] ?? 0
        }
        for (household, home) in homes.enumerated() { histories[household].market = markets[home] }
        return ends.map { $0.first == $0.last ? "store \($0.first)" : "stores \($0.first) to \($0.last)" }
    }
}
