import Foundation

extension ShopEvaluationReport {
    /// The report as people read it.
    package var text: String {
        var lines = [
            "\(events) events of \(shoppers) shoppers with \(products) products, \(markets.count == 1 ? "one market" : "\(markets.count) markets")",
            "learned from  \(Self.text(train))", "chosen on     \(Self.text(validation))",
            "tested on     \(Self.text(test))",
            "held out whole as cold: \(coldShoppers) shoppers",
        ]
        lines += notes.map { "note: \($0)" }
        lines.append("chosen on validation: \(chosen)" + (chosen == "blend" ? " (\(blendText))" : ""))
        for table in tables { lines += [""] + Self.lines(table, chosen) }
        if let categories { lines += [""] + categories.lines }
        return lines.joined(separator: "\n")
    }

    private var blendText: String {
        blend.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { String(format: "%.3g × %@", $0.value, $0.key) }.joined(separator: " + ")
    }

    private static func text(_ span: Span) -> String {
        let dates = span.from.map { from in " from \(from.prefix(10)) to \((span.until ?? "").prefix(10))" } ?? ""
        return "\(span.events) events\(dates)"
    }

    private static func lines(_ table: Table, _ chosen: String) -> [String] {
        let header = [
            "", "nDCG@10", "recall@10", "MRR", "coverage", "novelty", "new", "nDCG@10 of 99 sampled",
            "chosen is ahead by",
        ]
        let rows = table.rows.map { row in
            [
                row.learner == chosen ? "\(row.learner) *" : row.learner,
                figure(row.ndcg10, row.ndcg10Interval95), figure(row.recall10, row.recall10Interval95),
                String(format: "%.4f", row.mrr), String(format: "%.1f %%", row.coverage * 100),
                String(format: "%.1f", row.novelty), String(format: "%.1f %%", row.newProducts * 100),
                String(format: "%.4f", row.sampled.ndcg10),
                row.advantageOfChosen.map { figure($0, row.advantageInterval95 ?? [], sign: "+") } ?? "",
            ]
        }
        let title = "\(table.title) (\(table.shoppers) shoppers; whole catalogue unless named)"
        let better = table.rows.filter { ($0.advantageOfChosen ?? 0) < 0 }.map(\.learner)
        let remark = better.isEmpty ? [] : ["\(chosen) isn't ahead of \(better.joined(separator: ", ")) here"]
        return [title] + aligned([header] + rows) + remark
    }

    /// Rows as lines, the first column to the left and all others to the right.
    static func aligned(_ rows: [[String]]) -> [String] {
        let columns = rows.first?.indices ?? 0..<0
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.indices.map { column in
                let blanks = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + blanks : blanks + row[column]
            }.joined(separator: "  ").replacing(/\s+$/, with: "")
        }
    }

    private static func figure(_ value: Double, _ interval: [Double], sign: String = "") -> String {
        guard interval.count == 2 else { return String(format: "%\(sign).4f", value) }
        return String(format: "%\(sign).4f ± %.4f", value, (interval[1] - interval[0]) / 2)
    }
}
