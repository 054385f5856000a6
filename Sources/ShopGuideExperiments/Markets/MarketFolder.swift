public import Foundation
public import ShopGuide
import ShopGuideFeeds

/// Market files: who took which product when, one file for each market.
public struct MarketFolder: Sendable {
    /// The interactions of the files.
    public let interactions: MarketInteractions
    /// The ids of products, by position.
    public let productIDs: [String]
    /// Rows in all.
    public let rows: Int

    /// Shoppers with three different products or more that a market needs.
    static let fewest = 10
    private static let columns = ["userId", "itemId", "rate", "date"]

    /// Reads every `*.txt` and `*.tsv`, gzipped or not, of a folder.
    ///
    /// The first line is `userId itemId rate date`, with spaces or tabs; rate or date may be missing, and the order of rows is that of
    /// time where dates are.
    ///
    /// - Throws: ``FeedError`` naming the file, the line and what is wrong with it.
    public init(_ url: URL, now: Date = Date()) throws {
        let path = url.relativePath
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            throw FeedError(.unreadable, "\(path): no such folder of market files")
        }
        let files = names.filter {
            !$0.hasPrefix(".") && $0.firstMatch(of: /\.(txt|tsv)(\.gz)?$/) != nil && $0 != "README.txt"
        }
        .sorted()
        guard !files.isEmpty else {
            throw FeedError(
                .unreadable,
                "\(path): no market file: one *.txt or *.tsv (or .gz of one) for each market, with the header "
                    + "\"\(Self.columns.joined(separator: " "))\"")
        }
        var products = Numbering()
        var histories: [ShopperHistory] = []
        var rows = 0
        for (market, name) in files.enumerated() {
            let file = try MarketFile(url.appending(path: name), market: market, now: now, products: &products)
            let usable = file.histories.count { Set($0.events.map(\.product)).count >= 3 }
            guard usable >= Self.fewest else {
                throw FeedError(
                    .damaged,
                    "\(file.path): \(usable) shoppers with 3 or more different products; it needs \(Self.fewest)")
            }
            histories += file.histories
            rows += file.rows
        }
        self.rows = rows
        productIDs = products.names
        interactions = MarketInteractions(
            markets: Self.marketNames(files), products: products.names.count, histories: histories)
    }

    /// Names the markets: the files' names without their common ending, `de` of `de_5core.txt.gz`.
    static func marketNames(_ files: [String]) -> [String] {
        let stems = files.map { String($0.prefix { $0 != "." }) }
        let ends = Set(stems.map { stem in String(stem.drop { $0 != "_" }) })
        let short = stems.map { String($0.prefix { $0 != "_" }) }
        return ends.count == 1 && Set(short).count == short.count ? short : stems
    }
}

/// The numbers of names, in the order in which they come.
struct Numbering {
    private(set) var names: [String] = []
    private var places: [String: Int] = [:]

    subscript(name: String) -> Int {
        mutating get {
            if let place = places[name] { return place }
            places[name] = names.count
            names.append(name)
            return names.count - 1
        }
    }
}
