import FewShotReport
import Foundation
import ShopGuide

extension ShopEvaluationReport {
    /// Models of products on tasks of the shop's own categories.
    struct CategoryTable: Sendable, Codable {
        /// A model at a number of examples.
        struct Row: Sendable, Codable {
            var model: String
            /// The examples of each taught category.
            var shots: Int
            /// The categories that are taught in a task; as many others are asked about.
            var ways: Int
            /// The share of known products whose category is the likeliest one, "none of these" aside.
            var accuracy: Double
            /// The 95 % interval over tasks.
            var accuracyInterval95: [Double]
            /// The share of known products that are answered right, "none of these" included.
            var right: Double
            /// The share of strangers that are answered by "none of these".
            var refused: Double
            /// The area under the curve of known against strange.
            var auroc: Double
            /// The expected calibration error.
            var ece: Double
        }

        /// The categories that tasks are drawn from.
        var categories: Int
        /// Their products.
        var products: Int
        /// The tasks of each row.
        var tasks: Int
        /// The model chosen on the validation categories.
        var chosen: String
        /// The accuracy at one example on the validation categories by model, from which it was chosen; empty where nothing was trained.
        var validationAccuracy: [String: Double]
        var rows: [Row]
    }
}

extension ShopEvaluationReport.CategoryTable.Row {
    /// The numbers of a model's answers.
    init(_ model: String, shots: Int, _ outcome: CategoryTasks.Outcome) {
        let (numbers, spread) = (
            CatalogueResults.Numbers(outcome), RankingEvaluation.Result.Pooled.Estimate(outcome.accuracies)
        )
        (self.model, self.shots, ways) = (model, shots, outcome.ways)
        (accuracy, right, refused) = (numbers.accuracy, numbers.right, numbers.refused)
        accuracyInterval95 = [accuracy - spread.confidence95, accuracy + spread.confidence95]
        (auroc, ece) = (numbers.auroc, numbers.ece)
    }
}

extension ShopEvaluationReport.CategoryTable {
    /// The title in reports.
    private var title: String {
        "New categories from a few products (\(categories) categories with \(products) products, \(tasks) tasks a row)"
    }

    /// The table as people read it.
    var lines: [String] {
        let header = [
            "", "ways", "shots", "accuracy", "right or none", "strangers refused", "AUROC", "calibration error",
        ]
        let cells = rows.map { row in
            [
                row.model == chosen ? "\(row.model) *" : row.model, "\(row.ways)", "\(row.shots)",
                String(
                    format: "%.1f ± %.1f %%", row.accuracy * 100,
                    (row.accuracyInterval95[1] - row.accuracyInterval95[0]) * 50),
                String(format: "%.1f %%", row.right * 100), String(format: "%.1f %%", row.refused * 100),
                String(format: "%.3f", row.auroc), String(format: "%.3f", row.ece),
            ]
        }
        return [title] + ShopEvaluationReport.aligned([header] + cells)
    }

    /// The table as a section of the page.
    var section: ReportSection {
        let shown = rows.map { row in
            ResultsTable.Row(
                name: row.model,
                detail: String(
                    format:
                        "%d examples; right or none %.1f %%, strangers refused %.1f %%, AUROC %.3f, calibration error %.3f",
                    row.shots, row.right * 100, row.refused * 100, row.auroc, row.ece),
                evaluation: "\(row.ways)-way \(row.shots)-shot",
                scores: [
                    ResultsTable.Score(
                        accuracy: row.accuracy,
                        confidence95: (row.accuracyInterval95[1] - row.accuracyInterval95[0]) / 2)
                ], isHighlighted: row.model == chosen)
        }
        return ReportSection(
            heading: "New categories from a few products",
            text:
                "Tasks of the shop's own categories: some are taught by a few of their products, and as many others aren't. "
                + "\(categories) categories with \(products) products, \(tasks) tasks a row.",
            body: .results(ResultsTable(columns: ["accuracy"], rows: shown)))
    }
}
