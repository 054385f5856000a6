import FewShotLearning
import FewShotTensors
import Foundation

/// Rows of tables on disk, as JSON; replaced in one step.
package struct ResultsFile {
    let url: URL

    package init(url: URL) { self.url = url }

    /// Reads the rows; none where there is no file.
    func rows() throws -> [ResultRow] {
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        do { return try JSONDecoder().decode([ResultRow].self, from: try Data(contentsOf: url)) } catch {
            throw ExperimentError(
                "\(url.relativePath): it isn't a list of results: remove it, or choose another --output")
        }
    }

    /// Writes the rows.
    func write(_ rows: [ResultRow]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try DurableFile.write(try encoder.encode(rows), to: url)
    }

    /// Puts rows in place of those that their learners had in a table, and leaves the others as they are; in the plans' order.
    package func replace(table: String, with rows: [ResultRow]) throws -> [ResultRow] {
        let renewed = Set(rows.map(\.learner))
        func place(_ row: ResultRow) -> (table: Int, entry: Int) {
            guard let table = TablePlan.all.firstIndex(where: { $0.name == row.table }) else { return (.max, .max) }
            return (table, TablePlan.all[table].entries.firstIndex { $0.label == row.learner } ?? .max)
        }
        let kept = try self.rows().filter { $0.table != table || !renewed.contains($0.learner) }
        let all = (kept + rows).enumerated().sorted { one, other in
            let (first, second) = (place(one.element), place(other.element))
            return (first.table, first.entry, one.offset) < (second.table, second.entry, other.offset)
        }.map(\.element)
        try write(all)
        return all
    }
}

/// Tables as Markdown, wholly from their rows.
package struct ResultsMarkdown {
    let rows: [ResultRow]

    package init(rows: [ResultRow]) { self.rows = rows }

    /// A document with every table that has rows.
    package var document: String {
        let tables = TablePlan.all.filter { plan in rows.contains { $0.table == plan.name } }
        let parts = tables.map { plan in
            "## \(plan.name)\n\n\(plan.abstract.prefix(1).uppercased() + plan.abstract.dropFirst()).\n\n\(table(plan))\n\(plan.remark)\n"
        }
        return """
            # Results

            Written by `shopguide reproduce TABLE --publish` from [results.json](results.json), which has the provenance of every number. \
            Accuracy in %, ± its 95 % confidence interval over episodes; in brackets what was published, where it was.

            \(parts.joined(separator: "\n"))
            """
    }

    /// One table: a line for each learner and protocol.
    package func table(_ plan: TablePlan) -> String {
        let own = Self.overDraws(plan.named(rows.filter { $0.table == plan.name }))
        let columns = Self.unique(own.map { Self.column($0, in: plan) })
        let lines = Self.unique(own.map { "\($0.learner)\t\($0.protocol.rawValue)" }).map { key in
            let parts = key.split(separator: "\t").map(String.init)
            let members = own.filter { $0.learner == parts[0] && $0.protocol.rawValue == parts[1] }
            let cells = columns.map { column in
                members.first { Self.column($0, in: plan) == column }.map(Self.cell) ?? "–"
            }
            let trainings = members.compactMap(\.provenance).map { provenance in
                let seconds = provenance.trainingSeconds + (provenance.start?.trainingSeconds ?? 0)
                return
                    "\(NumberFormat.duration(seconds)), \(provenance.checkpoint.step) of \(provenance.episodes) steps"
            }
            let trained = trainings.isEmpty ? "–" : Self.unique(trainings).joined(separator: "; ")
            return "| \(parts[0]) | \(parts[1]) | \(cells.joined(separator: " | ")) | \(trained) |"
        }
        let first = own.first
        let header = "| learner | protocol | \(columns.joined(separator: " | ")) | trained |"
        let rule = "|" + String(repeating: " --- |", count: columns.count + 3)
        let machine = Self.unique(own.compactMap { $0.provenance?.machine }).map { "; \($0)" }.joined()
        let note = first.map { "Test split, seed \($0.seed), \($0.episodes) episodes\(machine). `\($0.command)`" } ?? ""
        return ([header, rule] + lines + ["", note, ""]).joined(separator: "\n")
    }

    /// Rows of several draws of the classes become one, with the mean over draws and the 95 % confidence interval of that mean.
    static func overDraws(_ rows: [ResultRow]) -> [ResultRow] {
        func base(_ row: ResultRow) -> String { row.learner.replacing(/-draw[0-9]+$/, with: "") }
        return unique(rows.map { "\(base($0))\t\($0.protocol.rawValue)\t\($0.column)\t\($0.data)" }).compactMap { key in
            let members = rows.filter { "\(base($0))\t\($0.protocol.rawValue)\t\($0.column)\t\($0.data)" == key }
            guard var row = members.first, members.count > 1 else { return members.first }
            let (count, values) = (Double(members.count), members.map(\.accuracy))
            let mean = values.reduce(0, +) / count
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
            row.learner = "\(base(row)), \(members.count) draws"
            (row.accuracy, row.confidence95) = (mean, 1.96 * (variance / count).squareRoot())
            return row
        }
    }

    private static func column(_ row: ResultRow, in plan: TablePlan) -> String {
        plan.name == "transfer" ? "\(row.data) \(row.column)" : row.column
    }

    private static func cell(_ row: ResultRow) -> String {
        let own = String(format: "%.2f ± %.2f", row.accuracy * 100, row.confidence95 * 100)
        return own + (row.published.map { String(format: " [%.1f]", $0.accuracy * 100) } ?? "")
    }

    private static func unique(_ items: [String]) -> [String] {
        var seen: Set<String> = []
        return items.filter { seen.insert($0).inserted }
    }
}
