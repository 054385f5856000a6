import FewShotReport
import Foundation

extension ShopEvaluationReport {
    /// The report as a page.
    var content: ReportContent {
        let known = tables.first { $0.protocol == "known" }
        let best = known?.rows.first { $0.learner == chosen }
        let popular = known?.rows.first { $0.learner == "popularity" }
        func percent(_ value: Double?) -> String { value.map { String(format: "%.1f %%", $0 * 100) } ?? "–" }
        return ReportContent(
            title: "What the shop's own shoppers want next",
            summary: "Chosen on validation: \(chosen). Of \(events) events of \(shoppers) shoppers the last "
                + "\(test.events) were tested on.",
            figures: [
                .init(value: percent(best?.ndcg10), label: "nDCG@10 of \(chosen), known shoppers"),
                .init(value: percent(popular?.ndcg10), label: "nDCG@10 of popularity"),
                .init(value: "\(known?.shoppers ?? 0)", label: "known shoppers asked for"),
                .init(value: NumberFormat.duration(seconds), label: "in all"),
            ], sections: tables.map { section($0) } + (categories.map { [$0.section] } ?? []) + [facts],
            footer: "Written by shopguide \(revision). Make this report again: \(command)")
    }

    private func section(_ table: Table) -> ReportSection {
        func score(_ mean: Double, _ interval: [Double]) -> ResultsTable.Score {
            ResultsTable.Score(accuracy: mean, confidence95: (interval[1] - interval[0]) / 2)
        }
        let rows = table.rows.reversed().map { row in
            let ahead = row.advantageOfChosen.map { advantage in
                String(format: "%@ is ahead by %.1f %% of nDCG@10; ", chosen, advantage * 100)
            }
            return ResultsTable.Row(
                name: row.learner,
                detail: (ahead ?? "")
                    + String(
                        format: "coverage %.1f %%, novelty %.1f bits, new products %.1f %%", row.coverage * 100,
                        row.novelty, row.newProducts * 100), evaluation: "whole catalogue",
                scores: [
                    score(row.ndcg10, row.ndcg10Interval95), score(row.recall10, row.recall10Interval95),
                    score(row.mrr, row.mrrInterval95), score(row.sampled.ndcg10, row.sampled.ndcg10Interval95),
                ], isHighlighted: row.learner == chosen)
        }
        return ReportSection(
            heading: table.title,
            text: "Means with half a 95 % interval over \(table.shoppers) shoppers, in hundredths.",
            body: .results(
                ResultsTable(columns: ["nDCG@10", "recall@10", "MRR", "nDCG@10 of 99 sampled"], rows: Array(rows))))
    }

    private var facts: ReportSection {
        func span(_ span: Span) -> String {
            "\(span.events) events"
                + (span.from.map { ", from \($0.prefix(10)) to \((span.until ?? "").prefix(10))" } ?? "")
        }
        return ReportSection(
            heading: "Where this comes from", text: notes.joined(separator: ". "),
            body: .facts([
                .init("Store", store), .init("Learned from", span(train)), .init("Chosen on", span(validation)),
                .init("Tested on", span(test)), .init("Held out as cold", "\(coldShoppers) shoppers"),
                .init("Seed", "\(seed)"), .init("Machine", machine), .init("Command", command),
            ]))
    }
}
