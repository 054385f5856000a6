import FewShotLearning
import Foundation
import ShopGuide

/// The results of the table of titles.
package struct TitleTableResults: Encodable {
    /// The calibration of answers where half of what is asked about wasn't taught.
    struct Open: Encodable {
        /// The share of known titles that are answered right, "none" included, 0…1.
        var right: Double
        /// The share of strangers that are answered by "none of these".
        var refused: Double
        /// The area under the curve of known against strange.
        var auroc: Double
        /// The expected calibration error.
        var ece: Double
    }

    /// A method at a number of examples.
    struct Row: Encodable {
        var benchmark: String
        var method: String
        var ways: Int
        var shots: Int
        /// The share of right answers, "none" aside.
        var accuracy: Double
        /// Half of its 95 % interval over tasks.
        var confidence95: Double
        var open: Open?

        init(benchmark: String, method: String, ways: Int, shots: Int, _ accuracies: [Double], _ tally: TitleTally?) {
            (self.benchmark, self.method, self.ways, self.shots) = (benchmark, method, ways, shots)
            let count = Double(accuracies.count)
            let mean = accuracies.reduce(0, +) / count
            accuracy = mean
            let squares = accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            confidence95 = 1.96 * (squares / max(1, count - 1) / count).squareRoot()
            guard let tally, tally.known > 0 else { return }
            open = Open(
                right: Double(tally.right) / Double(tally.known),
                refused: Double(tally.refused) / Double(max(1, tally.strangers)),
                auroc: tally.metrics.areaUnderCurve, ece: tally.metrics.calibrationError())
        }
    }

    var encoder: String
    var digest: String
    var episodes: Int
    var seed: UInt64
    /// The catalogue that the weights of names were learned from.
    var known: String
    /// The weights of names.
    var shares: TextShares
    var rows: [Row]

    /// The results as a document.
    package var markdown: String {
        var lines = [
            "# Titles",
            "",
            "The category of a title, \(episodes) tasks a number, five titles of each category asked about, none of a product that is an example; seed \(seed). "
                + "The encoder is \(encoder) (digest \(digest.prefix(12))), the model the one that ships, which sees the titles' n-grams and the encoder's "
                + "column; neither saw a title of PriceRunner or of the built-in catalogue's categories for the test. PriceRunner's titles are of all its "
                + "products, two in five of which one shop alone offers, or of those with five offers or more. Accuracy in %, \"none of these\" aside. "
                + "The last four columns are of tasks in which half of the titles are of five categories that weren't taught: \"right\" counts \"none of "
                + "these\" as an answer.",
            "",
            "| catalogue | by | ways | examples | accuracy | right | refused | AUROC | ECE |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        func percent(_ value: Double?) -> String { value.map { String(format: "%.1f", $0 * 100) } ?? "–" }
        func three(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }
        for row in rows {
            let cells = [
                row.benchmark, row.method, "\(row.ways)", "\(row.shots)",
                "\(percent(row.accuracy)) ± \(percent(row.confidence95))", percent(row.open?.right),
                percent(row.open?.refused), three(row.open?.auroc), three(row.open?.ece),
            ]
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        lines += [
            "",
            "The weight of a name beside K examples, learned from \(shares.categories) categories of \(known):",
            "",
            "| K | α | a | b | recognised |", "|---|---|---|---|---|",
        ]
        for share in shares.shares {
            let cells = [
                "\(share.shots)", String(format: "%.2f", share.weight), String(format: "%.4f", share.offset),
                String(format: "%.4f", share.slope), percent(share.recognised),
            ]
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
