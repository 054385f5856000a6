import Foundation

extension MarketResults {
    /// The tables as Markdown.
    public var markdown: String {
        var parts: [String] = []
        if let knownShoppers {
            parts.append("### Known shoppers (protocol A), nDCG@10\n\n" + Self.table(knownShoppers, chosen))
        }
        if let full, !full.isEmpty {
            parts.append("### Among all that a market offers, nDCG@10\n\n" + Self.table(full, chosen))
        }
        if let coldShoppers {
            parts.append(
                "### Cold shoppers (protocol B), nDCG@10, mean of the markets, by events known\n\n"
                    + Self.curve(coldShoppers, chosenCold ?? chosen))
        }
        if let advantages, !advantages.isEmpty {
            parts.append(
                "### By how much \(chosenCold ?? chosen) is above each, on the same questions\n\n"
                    + Self.differences(advantages))
        }
        if let returning { parts.append("### Back after eight weeks or more, nDCG@10\n\n" + Self.gains(returning)) }
        parts += newMarketParts
        let note =
            "`\(command)`, \(String(format: "%.0f", seconds)) s; ± is a standard error over shoppers. Chosen on validation: \(chosen). \(machine)."
        return parts.joined(separator: "\n") + "\n" + note + "\n"
    }

    /// The tables of new markets.
    private var newMarketParts: [String] {
        var parts: [String] = []
        if let newMarket {
            parts.append(
                "### A new market, nDCG@10, mean of the markets, by its shoppers known\n\n"
                    + Self.curve(newMarket, NewMarketOutcome.relation) + Self.reached(newMarket))
        }
        if let newMarketFamiliar, !newMarketFamiliar.isEmpty {
            parts.append(
                "### The same, of answers that somebody took who is known where ten shoppers are\n\n"
                    + Self.curve(newMarketFamiliar, NewMarketOutcome.relation) + Self.reached(newMarketFamiliar))
        }
        if let newMarketUntaken, !newMarketUntaken.isEmpty {
            parts.append(
                "### Answers that nobody took who is known, by the new market and its shoppers known\n\n"
                    + Self.shares(newMarketUntaken))
        }
        return parts
    }

    /// The share of what a market has with all of its shoppers that it has with ten, in words.
    private static func reached(_ points: [String: [String: Row]]) -> String {
        guard let few = points["10"], let all = points["all"] else { return "" }
        let parts = [NewMarketOutcome.relation, NewMarketOutcome.withContent()].compactMap { model -> String? in
            guard let one = few[model], let whole = all[model], whole.mean.ndcg10 > 0 else { return nil }
            let markets = one.markets.sorted { $0.key < $1.key }.compactMap { market, figure -> String? in
                guard let other = whole.markets[market], other.ndcg10 > 0 else { return nil }
                return "\(market) \(percent(figure.ndcg10 / other.ndcg10))"
            }
            return "\(model) \(percent(one.mean.ndcg10 / whole.mean.ndcg10)) (\(markets.joined(separator: ", ")))"
        }
        return "\nOf what a market has with all of its shoppers it has with ten: \(parts.joined(separator: "; ")).\n"
    }

    private static func shares(_ points: [String: [String: Double]]) -> String {
        let keys = points.keys.sorted { (Int($0) ?? .max) < (Int($1) ?? .max) }
        let markets = Set(points.values.flatMap(\.keys)).sorted()
        let header = "| | \(keys.joined(separator: " | ")) |\n|" + String(repeating: " --- |", count: keys.count + 1)
        let lines = markets.map { market in
            "| \(market) | \(keys.map { points[$0]?[market].map(percent) ?? "–" }.joined(separator: " | ")) |"
        }
        return ([header] + lines).joined(separator: "\n") + "\n"
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }

    private static func cell(_ figure: Figure?) -> String {
        figure.map { String(format: "%.4f ± %.4f", $0.ndcg10, $0.se) } ?? "–"
    }

    private static func cell(_ advantage: Advantage?) -> String {
        advantage.map { String(format: "%+.4f ± %.4f", $0.ndcg10, $0.se) } ?? "–"
    }

    private static func differences(_ points: [String: [String: Advantage]]) -> String {
        let keys = points.keys.sorted { (Int($0) ?? .max) < (Int($1) ?? .max) }
        let models = Set(points.values.flatMap(\.keys)).sorted()
        let header = "| | \(keys.joined(separator: " | ")) |\n|" + String(repeating: " --- |", count: keys.count + 1)
        let lines = models.map { model in
            "| \(model) | \(keys.map { cell(points[$0]?[model]) }.joined(separator: " | ")) |"
        }
        return ([header] + lines).joined(separator: "\n") + "\n"
    }

    private static func gains(_ models: [String: Returning]) -> String {
        let header = "| | with ages | without | gain | times |\n| --- | --- | --- | --- | --- |"
        let lines = models.sorted { $0.key < $1.key }.map { model, row in
            "| \(model) | \(cell(row.withDecay.mean)) | \(cell(row.withoutDecay.mean)) | \(cell(row.gain)) | "
                + "\(row.gain.questions) |"
        }
        return ([header] + lines).joined(separator: "\n") + "\n"
    }

    private static func name(_ model: String, _ chosen: String) -> String { model == chosen ? "**\(model)**" : model }

    private static func table(_ rows: [String: Row], _ chosen: String) -> String {
        let markets = Set(rows.values.flatMap(\.markets.keys)).sorted()
        let header =
            "| | mean | HR@10 | \(markets.joined(separator: " | ")) |\n|"
            + String(repeating: " --- |", count: markets.count + 3)
        let lines = rows.sorted { ($0.value.mean.ndcg10, $0.key) < ($1.value.mean.ndcg10, $1.key) }.map { model, row in
            let cells = markets.map { row.markets[$0].map { String(format: "%.3f", $0.ndcg10) } ?? "–" }
            return
                "| \(name(model, chosen)) | \(cell(row.mean)) | \(String(format: "%.3f", row.mean.hr10)) | \(cells.joined(separator: " | ")) |"
        }
        let columns = markets.map { market in (market, rows.compactMapValues { $0.markets[market] }) }
        let remark = remark(on: chosen, [("the mean", rows.mapValues(\.mean))] + columns)
        return ([header] + lines).joined(separator: "\n") + "\n" + remark
    }

    /// The models that the chosen one is to be ahead of.
    private static let rivals = ["popularity", "ease", "sasrec"]

    /// The columns in which a rival is level with the chosen model or ahead of it, in words.
    private static func remark(on chosen: String, _ columns: [(name: String, figures: [String: Figure])]) -> String {
        let parts = rivals.compactMap { rival -> String? in
            let places = columns.filter { _, figures in
                guard let one = figures[chosen], let other = figures[rival] else { return false }
                return one.ndcg10 <= other.ndcg10
            }
            return places.isEmpty ? nil : "\(rival) in \(places.map(\.name).joined(separator: ", "))"
        }
        return parts.isEmpty ? "" : "\n\(chosen) isn't ahead of \(parts.joined(separator: ", of ")).\n"
    }

    private static func curve(_ points: [String: [String: Row]], _ chosen: String) -> String {
        let keys = points.keys.sorted { (Int($0) ?? .max) < (Int($1) ?? .max) }
        let models = Set(points.values.flatMap(\.keys)).sorted { one, other in
            let values = [one, other].map { points[keys[keys.count - 1]]?[$0]?.mean.ndcg10 ?? 0 }
            return (values[0], one) < (values[1], other)
        }
        let header = "| | \(keys.joined(separator: " | ")) |\n|" + String(repeating: " --- |", count: keys.count + 1)
        let lines = models.map { model in
            "| \(name(model, chosen)) | \(keys.map { cell(points[$0]?[model]?.mean) }.joined(separator: " | ")) |"
        }
        let columns = keys.map { (name: $0, figures: points[$0]?.mapValues(\.mean) ?? [:]) }
        return ([header] + lines).joined(separator: "\n") + "\n" + remark(on: chosen, columns)
    }
}
