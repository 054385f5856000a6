import FewShotLearning
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Estimates, from the log of what a shop's shoppers were shown, of the click rates that its learners would have had.
package struct LogStudy: Sendable {
    /// The estimates of a learner.
    package struct Row: Sendable, Codable {
        /// The learner's name.
        package var learner: String
        /// The estimates.
        package var estimates: LogEstimates
    }

    /// The report.
    package struct Report: Sendable, Codable {
        /// The number of lists.
        package var lists: Int
        /// The moment of the first list.
        package var from: String
        /// The moment of the last list.
        package var until: String
        /// Events before the first list, which learners know.
        package var eventsBefore: Int
        /// Sentences on what was assumed.
        package var notes: [String]
        /// The learners.
        package var rows: [Row]
    }

    /// The settings of a study.
    package struct Options: Sendable {
        /// The hours after a list in which an interaction is a click.
        package var hours = 24.0
        /// The most lists that are taken.
        package var lists = 20_000
        /// The learners that are asked for; all where it is empty.
        package var learners: [String] = []

        /// Creates the default options.
        package init() {}
    }

    private let shop: ShopInteractions
    private let log: LoggedLists
    private let models: [ShopperModel]
    private let options: Options
    private let monitor: any WorkMonitor
    private let begin: Timestamp

    /// Reads the log of a store.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - shop: Its interactions.
    ///   - models: Trained learners of shoppers.
    ///   - options: The options.
    ///   - monitor: The listener to the progress, which may stop it.
    /// - Throws: ``ExperimentError`` where there is no log.
    package init(
        _ store: any Store, _ shop: ShopInteractions, models: [ShopperModel], _ options: Options,
        monitor: any WorkMonitor
    ) throws {
        log = try LoggedLists(store, hours: options.hours, most: options.lists)
        guard let first = log.lists.first else {
            throw ExperimentError(
                "there is no log of what shoppers were shown: POST /v1/exposures, or shopguide catalog import exposures FILE"
            )
        }
        begin = first.time
        (self.shop, self.models, self.options, self.monitor) = (shop, models, options, monitor)
    }

    /// Estimates.
    ///
    /// Signals are of the events before the first list, and a shopper's history is what they did before each: no click of the log is in
    /// what it is to be estimated from.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it, or asked for a learner that isn't there.
    package func report() throws -> Report {
        let interactions = shop.interactions
        let lengths = interactions.histories.map { TimeSpans.count($0, before: begin) }
        let before = lengths.reduce(0, +)
        var signalOptions = InteractionSignals.Options()
        signalOptions.keepsEASE = true
        let signals = try InteractionSignals(
            interactions.histories(cutTo: lengths), products: interactions.products,
            markets: interactions.markets.count, options: signalOptions)
        let learners = try learners(over: signals)
        var notes = log.notes + trainedOnLog()
        if before == 0 {
            notes.append("nothing happened before the first list: popularity and co-occurrence are empty")
        }
        let (propensities, isAssumed) = assumedPropensities()
        if isAssumed {
            notes.append(
                "propensities aren't all known: those are taken for the share that a product had of its place in the log, as if "
                    + "what was shown had not depended on the shopper")
        }
        let known = histories()
        var rows: [Row] = []
        for (name, learner) in learners {
            let places = try places(learner, known, propensities)
            guard !places.isEmpty else { continue }
            rows.append(Row(learner: name, estimates: LogEstimates(places)))
        }
        return Report(
            lists: log.lists.count, from: begin.text, until: log.lists.last?.time.text ?? "", eventsBefore: before,
            notes: notes, rows: rows)
    }

    private func learners(over signals: InteractionSignals) throws -> [(String, any ShopperLearner)] {
        var all: [(String, any ShopperLearner)] = [
            ("popularity", PopularityLearner(signals: signals)),
            ("recent-popularity", RecentPopularityLearner(signals: signals)),
            ("itemknn", NeighborLearner(signals: signals, table: .itemKNN)),
            ("ease", NeighborLearner(signals: signals, table: .ease)),
        ]
        if let content = shop.frame.content {
            all.append(("content", ContentLearner(signals: signals, content: content, popularity: 0.1)))
        }
        for model in models {
            let served = ServedLearner.Models(learner: model.name, models: models)
            all.append((model.name, try served.learner(over: signals, of: shop.frame)))
        }
        for name in options.learners where !all.contains(where: { $0.0 == name }) {
            throw ExperimentError(
                "there is no learner \"\(name)\"; there are \(all.map(\.0).joined(separator: ", "))")
        }
        return options.learners.isEmpty ? all : all.filter { options.learners.contains($0.0) }
    }

    /// Says which models have seen the time of the log.
    private func trainedOnLog() -> [String] {
        models.compactMap { model in
            let scheme = model.description.provenance?.data.scheme ?? ""
            guard scheme.hasPrefix("events before "), scheme.dropFirst("events before ".count) > begin.text else {
                return nil
            }
            return "\(model.name) was trained on \(scheme), after the log begins: its estimates are too high"
        }
    }

    private struct Place: Hashable {
        var position: Int
        var product: ExactID
    }

    /// The share of each product at each place, for places whose propensity isn't known.
    private func assumedPropensities() -> (shares: [Place: Double], isNeeded: Bool) {
        var (counts, totals, isNeeded) = ([Place: Double](), [Int: Double](), false)
        for place in log.lists.lazy.flatMap(\.places) {
            counts[Place(position: place.position, product: ExactID(place.product)), default: 0] += 1
            totals[place.position, default: 0] += 1
            if place.propensity == nil { isNeeded = true }
        }
        for (place, count) in counts { counts[place] = count / (totals[place.position] ?? count) }
        return (counts, isNeeded)
    }

    /// The histories of each shopper, by market.
    private func histories() -> [ExactID: [Int]] {
        var own: [ExactID: [Int]] = [:]
        for (place, id) in shop.shopperIDs.enumerated() { own[ExactID(id), default: []].append(place) }
        return own
    }

    /// The places of all lists, with what a learner would have shown there.
    private func places(
        _ learner: any ShopperLearner, _ known: [ExactID: [Int]], _ propensities: [Place: Double]
    ) throws -> [LoggedPlace] {
        var numbers: [ExactID: Int] = [:]
        for (number, id) in shop.productIDs.enumerated() { numbers[ExactID(id)] = number }
        var (shoppers, places) = ([ExactID: Int](), [LoggedPlace]())
        for list in log.lists {
            try monitor.checkStop("stopped; nothing was written")
            let id = ExactID(list.shopper)
            let shopper = shoppers[id] ?? shoppers.count
            shoppers[id] = shopper
            let ranked = top(list, learner, known[id] ?? [])
            for place in list.places {
                // One that isn't in the catalogue can't be what a learner shows.
                let shown = numbers[ExactID(place.product)] ?? -1
                let share = propensities[Place(position: place.position, product: ExactID(place.product))]
                guard let propensity = place.propensity ?? share, propensity > 0 else { continue }
                places.append(
                    LoggedPlace(
                        shopper: shopper, position: place.position, shown: shown,
                        preferred: place.position <= ranked.count ? ranked[place.position - 1] : nil,
                        propensity: propensity, isClicked: place.isClicked))
            }
        }
        return places
    }

    /// The products that a learner would have shown in the place of a list.
    private func top(_ list: LoggedLists.List, _ learner: any ShopperLearner, _ own: [Int]) -> [Int] {
        let interactions = shop.interactions
        // The market of what they did last before.
        let past = own.map { place -> ShopperHistory in
            var history = interactions.histories[place]
            history.events.removeLast(history.events.count - TimeSpans.count(history, before: list.time))
            return history
        }
        func latest(_ history: ShopperHistory) -> Int64 { history.events.last?.time?.milliseconds ?? .min }
        var history =
            past.max { latest($0) < latest($1) } ?? ShopperHistory(market: interactions.markets.count == 1 ? 0 : nil)
        history.now = list.time
        let taken = Set(past.flatMap { $0.events.map(\.product) })
        let sold = history.market.map { interactions.offers[$0] } ?? Array(0..<interactions.products)
        let candidates = sold.filter { !taken.contains($0) }
        let scores = learner.adapted(to: history).scores(of: candidates)
        let count = list.places.map(\.position).max() ?? 0
        var best = TopScores(count)
        for (candidate, score) in zip(candidates, scores) { best.add(candidate, score) }
        return best.products
    }
}

/// The best of many scores, in order; of equal ones the earlier product.
private struct TopScores {
    private let count: Int
    private var kept: [(product: Int, score: Float)] = []

    init(_ count: Int) { self.count = count }

    var products: [Int] { kept.map(\.product) }

    mutating func add(_ product: Int, _ score: Float) {
        if kept.count == count, let last = kept.last, score <= last.score { return }
        var (low, high) = (0, kept.count)
        while low < high {
            let middle = (low + high) / 2
            if kept[middle].score >= score { low = middle + 1 } else { high = middle }
        }
        kept.insert((product, score), at: low)
        if kept.count > count { kept.removeLast() }
    }
}

extension LogStudy.Report {
    /// The report as people read it.
    package var text: String {
        var lines = [
            "\(lists) lists from \(from.prefix(10)) to \(until.prefix(10)), after \(eventsBefore) events; "
                + "\(rows.first?.estimates.places ?? 0) places shown to \(rows.first?.estimates.shoppers ?? 0) shoppers"
        ]
        if let logged = rows.first?.estimates.logged {
            lines.append("click rate of what was shown: \(Self.figure(logged))")
        }
        lines += notes.map { "note: \($0)" }
        let header = [
            "", "doubly robust", "inverse propensity", "self-normalised", "replay", "matched", "support", "worth",
        ]
        let cells = rows.map { row in
            let estimates = row.estimates
            return [
                row.learner, Self.figure(estimates.doublyRobust), Self.figure(estimates.inversePropensity),
                Self.figure(estimates.selfNormalised), Self.figure(estimates.replay),
                String(format: "%.1f %%", estimates.matched * 100), String(format: "%.0f %%", estimates.support * 100),
                "\(Int(estimates.effectivePlaces.rounded()))",
            ]
        }
        let widths = header.indices.map { column in ([header] + cells).map { $0[column].count }.max() ?? 0 }
        lines +=
            [""]
            + ([header] + cells).map { row in
                row.indices.map { column in
                    let blanks = String(repeating: " ", count: widths[column] - row[column].count)
                    return column == 0 ? row[column] + blanks : blanks + row[column]
                }.joined(separator: "  ")
            }
        for row in rows { lines += row.estimates.warnings.map { "warning: \(row.learner): \($0)" } }
        return lines.joined(separator: "\n")
    }

    private static func figure(_ estimate: LogEstimates.Estimate?) -> String {
        guard let estimate else { return "–" }
        return String(
            format: "%.2f %% (%.2f…%.2f)", estimate.mean * 100, estimate.interval95[0] * 100,
            estimate.interval95[1] * 100)
    }
}
