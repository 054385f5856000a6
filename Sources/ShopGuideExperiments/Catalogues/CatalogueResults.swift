import Foundation

/// The results of the table of catalogues.
package struct CatalogueResults: Encodable {
    /// The numbers of a catalogue at a number of examples.
    struct Numbers: Encodable {
        /// The share of known products whose category is the likeliest one, "none" aside, 0…1.
        var accuracy: Double
        /// The share of known products that are answered right, "none" included.
        var right: Double
        /// The share of strangers that are answered by "none of these".
        var refused: Double
        /// The area under the curve of known against strange.
        var auroc: Double
        /// The expected calibration error.
        var ece: Double

        /// All numbers, to be averaged.
        fileprivate var all: [Double] { [accuracy, right, refused, auroc, ece] }

        fileprivate init(_ all: [Double]) {
            (accuracy, right, refused, auroc, ece) = (all[0], all[1], all[2], all[3], all[4])
        }

        /// Creates the numbers.
        init(accuracy: Double, right: Double, refused: Double, auroc: Double, ece: Double) {
            self.init([accuracy, right, refused, auroc, ece])
        }
    }

    /// A row of the table.
    struct Row: Encodable {
        var catalogue: String
        var model: String
        var added: String
        var shots: Int
        var numbers: Numbers

        init(catalogue: String, model: String, added: String, shots: Int, _ numbers: Numbers) {
            (self.catalogue, self.model, self.added, self.shots) = (catalogue, model, added, shots)
            self.numbers = numbers
        }

        /// Returns the means over catalogues, for each added column and number of examples.
        static func means(of rows: [Row], named name: String) -> [Row] {
            var order: [[String]] = []
            var groups: [[String]: [Row]] = [:]
            for row in rows {
                let key = [row.added, "\(row.shots)"]
                if groups[key] == nil { order.append(key) }
                groups[key, default: []].append(row)
            }
            return order.compactMap { key in
                guard let group = groups[key], let first = group.first else { return nil }
                let sums = group.reduce(into: [Double](repeating: 0, count: first.numbers.all.count)) { sums, row in
                    for (index, value) in row.numbers.all.enumerated() { sums[index] += value / Double(group.count) }
                }
                return Row(
                    catalogue: name, model: first.model, added: first.added, shots: first.shots, Numbers(sums))
            }
        }
    }

    var episodes: Int
    var seed: UInt64
    var rows: [Row]

    /// The results as a document: each catalogue as it is, and what added columns take away at most.
    package var markdown: String {
        var lines = [
            "# Catalogues",
            "",
            "Tasks of five taught categories and five that weren't, \(episodes) a number, three products asked of each; seed \(seed). "
                + "\"Right\" counts \"none of these\" as an answer. \"Worst\" is what the worst of ten columns that say nothing "
                + "(a link, an id, a buyer, a review, one value for all, a stock, a rating, a warehouse, a flag, a date) takes away, "
                + "\"all\" what all ten together do.",
            "",
            "| catalogue | model | shots | accuracy | right | refused | AUROC | ECE | accuracy, worst | all | AUROC, worst | all | ECE, worst | all |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
        ]
        for row in rows where row.added == "as it is" {
            let others = rows.filter {
                $0.catalogue == row.catalogue && $0.shots == row.shots && $0.added != "as it is"
            }
            let single = others.filter { $0.added != "all" }.map(\.numbers)
            let all = others.first { $0.added == "all" }?.numbers
            func percent(_ value: Double?) -> String { value.map { String(format: "%.1f", $0 * 100) } ?? "–" }
            func three(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }
            let own = row.numbers
            let cells: [String] = [
                row.catalogue, row.model, "\(row.shots)", percent(own.accuracy), percent(own.right),
                percent(own.refused), three(own.auroc), three(own.ece), percent(single.map(\.accuracy).min()),
                percent(all?.accuracy), three(single.map(\.auroc).min()), three(all?.auroc),
                three(single.map(\.ece).max()), three(all?.ece),
            ]
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
