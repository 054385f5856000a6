import Foundation
import ShopGuide
import ShopGuideApplication

/// The output of `shopguide explain` for a recommendation.
struct ExplanationReport: Encodable {
    var sentence: String
    /// The reason against the other one, where one was named.
    var comparisonSentence: String?
    var explanation: RecommendationExplanation
    private let language: ReasonLanguage

    private enum CodingKeys: CodingKey { case sentence, comparisonSentence, explanation }

    init(_ explanation: RecommendationExplanation, _ language: ReasonLanguage) {
        self.explanation = explanation
        self.language = language
        sentence = explanation.reason.sentence(in: language)
        comparisonSentence = explanation.comparison?.sentence(beside: explanation.reason, in: language)
    }

    var text: String {
        let reason = explanation.reason
        var lines = explanation.notes.map { "note: \($0)" }
        lines.append("\(explanation.product): \(place)")
        lines.append(sentence)
        if let comparisonSentence { lines.append(comparisonSentence) }
        lines.append("")
        lines.append(row("score", reason.score, nil, ""))
        lines.append(row("chosen in the market", reason.base, nil, ""))
        for event in reason.events {
            let title = event.title.text(speaking: language.rawValue) ?? event.product
            lines.append(row("\(event.kind.rawValue) \(event.product)", event.contribution, event.effect, title))
        }
        for market in reason.markets.prefix(6) {
            lines.append(row("borrowed from \(market.market)", nil, market.effect, ""))
        }
        for part in explanation.parts.filter({ abs($0.effect) >= 0.0005 }).prefix(8) {
            lines.append(row("\(part.trait.name) \(part.trait.value)", nil, part.effect, ""))
        }
        for difference in explanation.comparison?.differences ?? [] {
            let name = difference.event.map { "\(difference.kind?.rawValue ?? "") \($0)" } ?? "chosen in the market"
            lines.append(row("more than the other: \(name)", difference.difference, nil, ""))
        }
        return lines.joined(separator: "\n")
    }

    private var place: String {
        if let barrier = explanation.barrier { return "not recommended, for \(barrier.text(in: "en"))" }
        let rank = explanation.rank.map { "number \($0) of \(explanation.allowed)" } ?? "not ranked"
        return explanation.isRecommended ? "recommended, \(rank)" : "not recommended: \(rank)"
    }

    /// A line of a table: what it is, its part of the score, and how much lower the score would be without it.
    private func row(_ name: String, _ part: Double?, _ effect: Double?, _ title: String) -> String {
        func number(_ value: Double?) -> String {
            value.map { String(format: "%+8.3f", $0) } ?? String(repeating: " ", count: 8)
        }
        let padded = name + String(repeating: " ", count: max(1, 40 - name.count))
        let without = effect.map { "  without: \(String(format: "%+.3f", -$0))" } ?? ""
        let line = "  \(padded)\(number(part))\(without)" + (title.isEmpty ? "" : "  \(title)")
        return line
    }
}

/// The output of `shopguide explain` for a classification.
struct CategoryExplanationReport: Encodable {
    var query: String
    var kind: ClassificationInput.Kind
    var sentence: String
    var reason: ClassificationReason
    /// The same of the category that one might have expected.
    var other: ClassificationReason?

    init(_ query: String, _ explained: ExplainedInput, _ language: ReasonLanguage) {
        (self.query, kind) = (query, explained.kind)
        sentence = explained.reason.sentence(of: query, in: language)
        (reason, other) = (explained.reason, explained.other)
    }

    var text: String {
        var lines = [sentence, ""] + Self.lines(reason)
        if let other {
            lines += ["", "\(other.category) instead:"] + Self.lines(other)
        }
        if let map = reason.occlusion {
            lines += ["", "What counts in the picture (darker counts more):"] + Self.picture(map)
        }
        return lines.joined(separator: "\n")
    }

    private static func lines(_ reason: ClassificationReason) -> [String] {
        var lines = [
            "\(reason.category): \(Output.percent(reason.probability)), none of these \(Output.percent(reason.none))",
            String(format: "  logit %+.3f = %+.3f", reason.logit, reason.base)
                + " for its number of examples, and of each:",
        ]
        for example in reason.examples {
            var line = String(format: "  %+8.3f  distance %.3f  ", example.contribution, example.distance)
            if let without = example.probabilityWithout { line += "without it \(Output.percent(without))  " }
            lines.append(line + example.id)
        }
        for part in reason.parts.filter({ abs($0.effect) >= 0.0005 }).prefix(8) {
            lines.append(
                String(format: "  %+8.3f  ", part.effect) + "without it \(Output.percent(part.probabilityWithout))  "
                    + "\(part.trait.name) \(part.trait.value)")
        }
        return lines
    }

    private static func picture(_ map: ClassificationReason.OcclusionMap) -> [String] {
        let most = max(map.effects.max() ?? 0, 1e-9)
        let shades = Array(" ·░▒▓█")
        return (0..<map.rows).map { row in
            let line = map.effects[row * map.columns..<(row + 1) * map.columns].map { effect in
                let shade = Int((max(0, effect) / most * Double(shades.count - 1)).rounded())
                return String(repeating: shades[shade], count: 2)
            }
            return "  \(line.joined())"
        }
    }
}
