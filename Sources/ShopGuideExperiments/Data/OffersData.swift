import FewShotData
import FewShotDigests
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import ShopGuideFeeds

/// Offer titles of many shops, grouped by the product that they offer (PriceRunner, Akritidis et al., 2020).
///
/// A class is a product, a group its category. Products of 6 offers or more are for the test, of 5 for validation, of 2 to 4 for
/// training: no product is on two sides, and test products have enough offers for five shots and a query.
enum OffersData {
    /// Tokens of a title at most: those of some 130 characters.
    static let tokens = 384

    /// Reads a table with the columns title, cluster_id and category.
    ///
    /// - Throws: ``StoreError`` where it isn't one.
    static func load(_ path: String, on device: Device) throws -> LoadedData {
        let url = URL(filePath: path)
        var (titles, order) = ([String](), [String]())
        var rows: [String: [Int]] = [:]
        var groups: [String: String] = [:]
        try TableScan.forEachRow(of: url, columns: ["title", "cluster_id", "category"]) { texts, line in
            guard texts.allSatisfy({ !$0.isEmpty }) else {
                throw DataError(.damaged, "\(path), line \(line): title, cluster_id or category is empty")
            }
            let name = "\(texts[2])/\(texts[1])"
            if rows[name] == nil { order.append(name) }
            rows[name, default: []].append(titles.count)
            groups[name] = texts[2]
            titles.append(texts[0])
        }
        let parts = ProductParts(title: tokens)
        let features = Tensor(
            titles.flatMap { NGrams.tokens(of: [$0], among: ProductParts.tokens, limit: tokens) },
            shape: [titles.count, tokens], on: device)
        var classes: [Split: [Dataset.Class]] = [:]
        for name in order {
            guard let examples = rows[name], let split = split(offers: examples.count) else { continue }
            classes[split, default: []].append(Dataset.Class(name: name, examples: examples, group: groups[name]))
        }
        var data = LoadedData(
            splits: classes.mapValues { Dataset(features: features, classes: $0) }, name: "offers:\(path)",
            digest: try SHA256.hexadecimal(ofFile: url), scheme: "by number of offers", imageShape: [parts.width])
        data.parts = parts
        data.texts = titles
        return data
    }

    private static func split(offers: Int) -> Split? {
        switch offers {
        case ...1: nil
        case 2...4: .train
        case 5: .validation
        default: .test
        }
    }
}
