import FewShotData
import FewShotDigests
import FewShotLearning
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin
import ShopGuideStore

/// The interactions of one or several markets' shoppers, as a user has them.
public struct MarketData: Sendable {
    /// The interactions.
    public let interactions: MarketInteractions
    /// The number of rows read.
    public let rows: Int
    /// The folder's name, or `builtin`.
    public let name: String
    /// Whether they are a grocer's households.
    public let isHouseholds: Bool
    /// The products by position, where more than their ids is known.
    public let products: [Product]?

    /// Reads a folder of market files or of a grocer's households; without one, makes up the built-in catalogue's shoppers.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - isByStore: Whether a grocer's stores are divided into markets.
    /// - Throws: ``StoreError`` naming the file and line that is wrong.
    public init(_ folder: URL?, byStore isByStore: Bool = false) throws {
        name = folder?.lastPathComponent ?? "builtin"
        let transactions = folder?.appending(path: Households.transactions)
        isHouseholds = transactions.map { FileManager.default.fileExists(atPath: $0.path) } ?? false
        if let folder, isHouseholds {
            let households = try Households(folder, byStore: isByStore)
            (interactions, rows, products) = (households.interactions, households.rows, households.products)
        } else if let folder {
            let markets = try MarketFolder(folder)
            (interactions, rows, products) = (markets.interactions, markets.rows, nil)
        } else {
            (interactions, rows, products) = Self.builtin()
        }
    }

    /// The record of the data beside a model; `scheme` says what of it is held out.
    func provenance(scheme: String) -> Provenance.Data {
        Provenance.Data(name: "markets:\(name)", digest: digest, scheme: scheme, splitDigest: "")
    }

    /// The SHA-256 of all events in order.
    var digest: String {
        var numbers: [Int64] = [Int64(interactions.products), Int64(interactions.markets.count)]
        for history in interactions.histories {
            numbers += [Int64(history.market ?? -1), Int64(history.events.count)]
            for event in history.events {
                numbers += [Int64(event.product), event.time?.milliseconds ?? .min]
                numbers.append(Int64(bitPattern: (event.value ?? .infinity).bitPattern))
            }
        }
        return numbers.withUnsafeBytes { SHA256.hexadecimal(of: $0) }
    }

    /// The products that the made-up shoppers wanted.
    private static func builtin() -> (MarketInteractions, rows: Int, products: [Product]) {
        let catalogue = BuiltinCatalogue.generate()
        let numbers = Dictionary(uniqueKeysWithValues: catalogue.products.enumerated().map { ($1.id, $0) })
        let markets = BuiltinCatalogue.marketCodes
        var histories: [String: ShopperHistory] = [:]
        let wanted = catalogue.events().filter { $0.kind != .dismiss }
        for event in wanted {
            guard let product = numbers[event.product] else { continue }
            histories[event.shopper, default: ShopperHistory(market: markets.firstIndex(of: event.market))].events
                .append(
                    .init(
                        product: product, kind: event.kind.stored, value: event.rating,
                        time: Timestamp(milliseconds: Int64(event.seconds) * 1000)))
        }
        let ordered = histories.sorted { $0.key < $1.key }.map(\.value)
        return (
            MarketInteractions(markets: markets, products: numbers.count, histories: ordered), wanted.count,
            catalogue.storedProducts()
        )
    }
}
