import FewShotLearning
import FewShotReport
import Foundation

/// A table as a report: results, training curves and provenance.
package struct TableReport {
    let plan: TablePlan
    let rows: [ResultRow]
    let folder: URL
    let models: URL
    /// The embedding map, an example episode and the confusions of the best learner.
    let illustrations: [ReportSection]

    package init(
        plan: TablePlan, rows: [ResultRow], folder: URL, models: URL, illustrations: [ReportSection]
    ) {
        self.plan = plan
        self.rows = rows
        self.folder = folder
        self.models = models
        self.illustrations = illustrations
    }

    package func content() -> ReportContent {
        let best = rows.max { $0.accuracy < $1.accuracy }
        return ReportContent(
            title: "Table \(plan.name)",
            summary: "\(plan.abstract.prefix(1).uppercased() + plan.abstract.dropFirst()). \(plan.remark)",
            figures: best.map {
                [.init(value: String(format: "%.2f %%", $0.accuracy * 100), label: "\($0.learner), \($0.column)")]
            } ?? [],
            sections: [results] + curves() + illustrations + [provenance],
            footer: "Written by shopguide \(Program.version): \(rows.first?.command ?? "")")
    }

    private var results: ReportSection {
        let rows = plan.named(rows)
        let columns = unique(rows.map(column))
        let keys = unique(rows.map { "\($0.learner)\t\($0.protocol.rawValue)" })
        let lines = keys.map { key in
            let parts = key.split(separator: "\t").map(String.init)
            let own = rows.filter { $0.learner == parts[0] && $0.protocol.rawValue == parts[1] }
            let published = own.compactMap(\.published).map { String(format: "%.1f", $0.accuracy * 100) }
            let source = own.compactMap { $0.published?.source }.first
            let detail = source.map { "published: \(published.joined(separator: " / ")) (\($0))" } ?? ""
            return ResultsTable.Row(
                name: parts[0], detail: detail, evaluation: parts[1],
                scores: columns.map { column in
                    own.first { self.column($0) == column }.map {
                        ResultsTable.Score(accuracy: $0.accuracy, confidence95: $0.confidence95)
                    }
                })
        }
        return ReportSection(
            heading: "Results",
            text: "Mean accuracy ± 95 % confidence over \(rows.first?.episodes ?? 0) episodes of the test split, seed "
                + "\(rows.first?.seed ?? 0). Checkpoints were chosen on validation.",
            body: .results(ResultsTable(columns: columns, rows: lines)))
    }

    /// Validation over training, for models whose metrics are there.
    private func curves() -> [ReportSection] {
        let series = unique(rows.compactMap { $0.model?.name }).compactMap { name -> LineChart.Series? in
            let files = [folder, models].map { $0.appending(path: name).appending(path: "metrics.jsonl") }
            let text = files.lazy.compactMap { try? String(contentsOf: $0, encoding: .utf8) }.first
            let epochs = (text ?? "").split(separator: "\n").compactMap { line in
                try? JSONDecoder().decode(EpochReport.self, from: Data(line.utf8))
            }
            guard !epochs.isEmpty else { return nil }
            return LineChart.Series(
                name: name, points: epochs.map { ChartPoint(x: Double($0.step), y: $0.validationAccuracy) })
        }
        guard !series.isEmpty else { return [] }
        let charts = series.map { one in
            var chart = LineChart(
                title: one.name, horizontalLabel: "Training steps", verticalLabel: "Validation accuracy", series: [one])
            chart.isPercent = true
            return chart
        }
        return [
            ReportSection(
                heading: "Training", text: "Validation accuracy, on classes that are neither trained on nor reported.",
                body: .charts(charts))
        ]
    }

    private var provenance: ReportSection {
        let facts = unique(rows.map(\.learner)).compactMap { learner -> ReportSection.Fact? in
            guard let row = rows.first(where: { $0.learner == learner }), let record = row.provenance else {
                return nil
            }
            let seconds = record.trainingSeconds + (record.start?.trainingSeconds ?? 0)
            return ReportSection.Fact(
                learner,
                "\(record.data.name), \(record.data.scheme); \(record.episodes) steps in \(NumberFormat.duration(seconds)), checkpoint: "
                    + "\(record.checkpoint.rule), step \(record.checkpoint.step); \(record.machine); shopguide \(record.revision); "
                    + "weights \(row.model?.digest.prefix(12) ?? "")")
        }
        return ReportSection(
            heading: "Where they come from",
            text: "The same seed, machine and number of threads give the same weights.",
            body: .facts(facts))
    }

    private func column(_ row: ResultRow) -> String {
        plan.name == "transfer" ? "\(row.data) \(row.column)" : row.column
    }

    private func unique(_ items: [String]) -> [String] {
        var seen: Set<String> = []
        return items.filter { seen.insert($0).inserted }
    }
}
