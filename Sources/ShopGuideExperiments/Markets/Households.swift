import Foundation
import ShopGuide
import ShopGuideStore
import ShopGuideFeeds

/// The grocer's households of Complete Journey: what types of product they bought, each when for the first time.
struct Households {
    static let transactions = "transactions_sample.tsv.gz"
    private static let products = "products.tsv.gz"

    let interactions: MarketInteractions
    let rows: Int

    init(_ folder: URL) throws {
        var types: [String: String] = [:]
        try TableScan.forEachRow(of: folder.appending(path: Self.products), columns: ["product_id", "product_type"]) {
            texts, _ in
            types[texts[0]] = texts[1]
        }
        let file = folder.appending(path: Self.transactions)
        var numbers: [String: Int] = [:]
        var households: [String: Int] = [:]
        var histories: [ShopperHistory] = []
        var rows = 0
        try TableScan.forEachRow(of: file, columns: ["household_id", "product_id", "transaction_timestamp"]) {
            texts, line in
            rows += 1
            guard let time = Timestamp(texts[2]) else {
                throw StoreError(.damaged, "\(file.relativePath), line \(line): \"\(texts[2])\" isn't a date and time")
            }
            guard let type = types[texts[1]], !type.isEmpty else { return }
            let household = households[texts[0], default: histories.count]
            if household == histories.count {
                households[texts[0]] = household
                histories.append(ShopperHistory(market: 0))
            }
            let number = numbers[type, default: numbers.count]
            numbers[type] = number
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
        self.rows = rows
        interactions = MarketInteractions(markets: ["all"], products: numbers.count, histories: histories)
    }
}
