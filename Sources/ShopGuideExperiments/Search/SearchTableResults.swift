import Foundation

/// The results of the table of searches.
package struct SearchTableResults: Encodable {
    /// The numbers of a way to search.
    struct Numbers: Encodable {
        /// The searches.
        var queries: Int
        /// The share of searches whose product is among the first ten, 0…1.
        var recall: Double
        /// The normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002), of one right product.
        var gain: Double
        /// The share of searches whose product is the first.
        var first: Double

        /// Computes the numbers from the places of the products, from 0; nil where one isn't among the first ten.
        init(ranks: [Int?]) {
            let count = Double(max(1, ranks.count))
            let found = ranks.compactMap(\.self)
            queries = ranks.count
            recall = Double(found.count) / count
            gain = found.reduce(0) { $0 + 1 / log2(Double($1) + 2) } / count
            first = Double(found.count { $0 == 0 }) / count
        }
    }

    /// A way to search over one benchmark.
    struct Row: Encodable {
        var benchmark: String
        var products: Int
        var method: String
        var validation: Numbers
        var test: Numbers
    }

    var seed: UInt64
    var rows: [Row]

    /// The results as a document.
    package var markdown: String {
        var lines = [
            "# Search",
            "",
            "The product that a text stands for, among all products of the catalogue; seed \(seed). PriceRunner: a product has the first of "
                + "its shops' titles, the text is one of another shop, drawn by lot; products of one offer are there and aren't asked for. "
                + "Built-in: the product's English title, that with a letter missing in every word of six or more, and its Chinese title. "
                + "Products with an even id or place are the validation half, the others the test. Squared rarities, the runs of characters with a "
                + "digit and their weight were chosen on PriceRunner's validation half; the weight of embeddings was lowered after a first run, in "
                + "which both were seen. The model is the one that ships, which never saw PriceRunner; TF-IDF is measured in the same run. All variants are shown.",
            "",
            "| catalogue | products | by | searches | recall@10 | nDCG@10 | first | validation: recall@10 | nDCG@10 |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for row in rows {
            func three(_ value: Double) -> String { String(format: "%.3f", value) }
            let cells = [
                row.benchmark, "\(row.products)", row.method, "\(row.test.queries)", three(row.test.recall),
                three(row.test.gain), three(row.test.first), three(row.validation.recall), three(row.validation.gain),
            ]
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
