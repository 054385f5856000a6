extension RecommendationReason {
    /// The reason as a shopper is told it: by the names of products, not by numbers.
    ///
    /// It names at most two of the shopper's events, those that count most, the traits that the first shares with the product, and
    /// whether the product is popular in the market or in which others it is.
    public func sentence(in language: ReasonLanguage) -> String {
        let strongest = events.first?.contribution ?? 0
        let named = events.filter { $0.product != product && $0.contribution > 0 && $0.contribution >= 0.4 * strongest }
            .distinct(2)
        guard !named.isEmpty else { return unpersonal(in: language) }
        let deeds = named.map { language.deed($0.kind, language.name($0.title, id: $0.product)) }
        let common = language.common(named[0].shared)
        let isWanted = base > named.reduce(0) { $0 + $1.contribution }
        let against = events.last.flatMap { $0.kind == .dismiss && $0.contribution < -0.25 * strongest ? $0 : nil }
        switch language {
        case .english:
            var text = "Because \(language.list(deeds))"
            if let common { text += ": \(common)" }
            if isWanted { text += "; often chosen\(place(in: language)) too" }
            if let against {
                text += ", although \(language.deed(against.kind, language.name(against.title, id: against.product)))"
            }
            return text + "."
        case .chinese:
            var text = "因为\(deeds.joined(separator: "，"))"
            if let common { text += "，\(common)" }
            if isWanted { text += "；\(place(in: language))很多人也选了它" }
            if let against {
                text += "；不过\(language.deed(against.kind, language.name(against.title, id: against.product)))"
            }
            return text + "。"
        }
    }

    /// Returns the reason of a score without events: the market's.
    private func unpersonal(in language: ReasonLanguage) -> String {
        let elsewhere = markets.filter { $0.effect > 0.05 * max(score, 1e-9) }.prefix(2).map {
            language.market($0.market)
        }
        switch (language, base > 1e-6) {
        case (.english, true):
            let from = elsewhere.isEmpty ? "" : ", and in \(language.list(elsewhere))"
            return "Often chosen\(place(in: language))\(from)."
        case (.english, false): return "New here: nobody has chosen it yet."
        case (.chinese, true):
            let from = elsewhere.isEmpty ? "" : "，在\(language.list(elsewhere))也是"
            return "\(place(in: language))很多人选了它\(from)。"
        case (.chinese, false): return "新上架：还没有人选过。"
        }
    }

    private func place(in language: ReasonLanguage) -> String {
        guard let market else { return "" }
        return language == .english ? " in \(language.market(market))" : "在\(language.market(market))"
    }
}

extension [RecommendationReason.Event] {
    /// The first few of different products.
    fileprivate func distinct(_ limit: Int) -> [RecommendationReason.Event] {
        var known = Set<String>()
        return Array(filter { known.insert($0.product).inserted }.prefix(limit))
    }
}
