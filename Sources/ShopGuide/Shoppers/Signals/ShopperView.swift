import Foundation

/// A shopper as the relation learner sees them: the signals of each candidate, of each event, and of every
/// pair of the two.
struct ShopperView {
    /// Signals of a pair: EASE pooled and in the market, times together pooled, as a cosine, in the market, within a week, as a share.
    static let pairSignals = 7
    /// Signals of an event: age, whether it is of today, how many came after it, rating, popularity.
    static let eventSignals = 5
    /// Signals of a candidate: how often wanted in the market and elsewhere, then lately, in the market and
    /// in all; how much the like-minded wanted it.
    static let candidateSignals = 17
    /// Signals of the shopper: events, time since the last, whether there are none, products of the market.
    static let shopperSignals = 4
    /// The weight of an event beside that of the next, in sums.
    static let fadingShare: Float = 0.8
    /// The latest events that are looked at.
    static let window = 16

    /// The events that are looked at, the latest first; each a row of ``eventSignals``.
    private(set) var events: [Float] = []
    /// The number of those.
    private(set) var eventCount = 0
    /// A row of ``shopperSignals``.
    private(set) var shopper: [Float] = []
    /// The weight of each event in sums; less for older ones.
    private(set) var fading: [Float] = []

    private let signals: InteractionSignals
    private let market: InteractionSignals.Group
    private let hasMarket: Bool
    private let now: Double
    private var history: [ShopperHistory.Event] = []
    private let omission: Omission?
    private var omitting: [OmittingEASE?] = []
    private let support: [Int32: Float]
    private let scales: (market: Float, pooled: Float)

    /// The weight of an event of a kind, beside a purchase.
    private static func trust(_ kind: Interaction.Kind) -> Float {
        switch kind {
        case .view: 0.5
        case .cart: 0.8
        case .purchase, .rating, .like: 1
        case .dismiss: 0
        }
    }

    /// Creates the view of a shopper.
    ///
    /// - Parameters:
    ///   - history: The shopper's history, with the market and the moment.
    ///   - signals: The signals of products.
    ///   - omission: The events that the signals are to forget.
    ///   - knowsAge: Whether the ages of events count; without, only their order does.
    init(
        _ history: ShopperHistory, _ signals: InteractionSignals, omitting omission: Omission? = nil,
        knowsAge: Bool = true
    ) {
        self.signals = signals
        hasMarket = history.market != nil
        let market = history.market.map { signals.markets[$0] } ?? signals.pooled
        self.market = market
        let now = history.now?.days ?? (signals.latest ?? 0) + 1
        self.now = now
        self.omission = omission
        self.history = history.events.filter { $0.kind != .dismiss }.suffix(Self.window).reversed()
        eventCount = self.history.count
        support =
            eventCount < 2
            ? [:] : signals.neighborhood.support(self.history.map(\.product), excluding: omission?.shopper)
        scales = (Self.scale(market), Self.scale(signals.pooled))
        if let omission, omission.kept < omission.known.count || !omission.isCounted {
            let known = omission.known.map(\.product)
            let kept = omission.isCounted ? Array(known.prefix(omission.kept)) : []
            let holds = [omission.isPooled, omission.isCounted]
            omitting = zip([signals.pooled, market], holds).map { group, holds in
                holds ? group.ease.map { OmittingEASE($0, replacing: known, by: kept) } : nil
            }
        }
        let ages = self.history.map { event in knowsAge ? max(0, event.time.map { now - $0.days } ?? 0) : 0 }
        for (position, event) in self.history.enumerated() {
            fading.append(position == 0 || !knowsAge ? 1 : fading[position - 1] * Self.fadingShare)
            let popularity = Float(signals.pooled.moments[event.product].count) * scales.pooled
            events += [
                Self.logarithm(ages[position]), ages[position] < 1 ? 1 : 0, knowsAge ? Float(position) / 8 : 0,
                event.kind == .rating ? Float(((event.value ?? 4) - 4) / 2) : 0, log1p(popularity) / 4,
            ]
        }
        shopper = [
            log1p(Float(history.events.count)), ages.first.map(Self.logarithm) ?? 0, eventCount == 0 ? 1 : 0,
            log(Float(max(1, market.variety))) / 5 - 1,
        ]
    }

    /// Shops that sell far more than those trained on look as those do.
    private static func scale(_ group: InteractionSignals.Group) -> Float {
        min(1, 16 * Float(group.variety) / Float(max(1, group.events)))
    }

    private static func logarithm(_ days: Double) -> Float { Float(log1p(max(0, days)) / 4) }

    /// The products of ``events``.
    var products: [Int] { history.map(\.product) }

    /// Products of the market that stand for all that a shopper didn't take; always the same ones.
    func strangers(_ count: Int) -> [Int] {
        (0..<count).map { market.sample.isEmpty ? 0 : market.sample[$0 % market.sample.count] }
    }

    /// The signals of candidates, each a row of ``candidateSignals``.
    func candidates(_ candidates: [Int]) -> [Float] {
        var result = [Float](repeating: 0, count: candidates.count * Self.candidateSignals)
        var start = 0
        for candidate in candidates {
            let forgotten = isForgotten(candidate) == nil ? 0 : 1
            let counts = (here: market.moments[candidate].count, all: signals.pooled.moments[candidate].count)
            let here = Float(counts.here - forgotten) * scales.market
            let all = Float(counts.all - forgotten) * scales.pooled
            let elsewhere = hasMarket ? max(0, all - here) : all
            (result[start], result[start + 1]) = (log1p(here), log1p(elsewhere))
            (result[start + 2], result[start + 3]) = (here <= 0 ? 1 : 0, elsewhere <= 0 ? 1 : 0)
            fill(&result, start + 4, with: market.moments[candidate].state(before: now), scales.market)
            if counts.here == counts.all, scales.market == scales.pooled {
                // Every event of it is of this market.
                for place in start + 4..<start + 10 { result[place + 6] = result[place] }
            } else {
                fill(&result, start + 10, with: signals.pooled.moments[candidate].state(before: now), scales.pooled)
            }
            if !support.isEmpty { result[start + 16] = log1p(support[Int32(candidate)] ?? 0) }
            start += Self.candidateSignals
        }
        return result
    }

    private func fill(_ rows: inout [Float], _ start: Int, with state: ItemMoments.State, _ scale: Float) {
        for index in 0..<4 { rows[start + index] = log(Float(state.lately[index]) * scale + 0.02) }
        rows[start + 4] = Self.logarithm(state.sinceLast ?? 4000)
        rows[start + 5] = Self.logarithm(state.sinceFirst ?? 0)
    }

    private func isForgotten(_ product: Int) -> Basket.Item? {
        guard let omission, omission.isCounted else { return nil }
        return omission.forgotten.first { $0.product == product }
    }

    /// The signals of pairs, `[candidates, events, pairSignals]`; all zero where nothing is known.
    func pairs(_ candidates: [Int]) -> [Float] {
        let width = Self.pairSignals
        var result = [Float](repeating: 0, count: candidates.count * eventCount * width)
        let isWhole = fillEASE(candidates, into: &result)
        let order = Self.ascending(candidates)
        for (position, event) in history.enumerated() {
            let popularity = Float(signals.pooled.moments[event.product].count) * scales.pooled + 5
            Self.match(order, candidates, signals.pooled.pairs[event.product]) { index, entry in
                let start = (index * eventCount + position) * width
                let forgotten = isForgotten(entry.neighbor)
                let lost: Float = forgotten == nil ? 0 : 1
                let lostNear: Float = Basket.areNear(forgotten?.day, event.time?.days) ? 1 : 0
                let together = max(0, entry.together - lost) * scales.pooled
                let near = max(0, entry.near - lostNear) * scales.pooled
                let other = (Float(signals.pooled.moments[Int(entry.neighbor)].count) - lost) * scales.pooled + 5
                if !isWhole.pooled { result[start] = entry.weight * 10 }
                result[start + 2] = log1p(together)
                result[start + 3] = together / (popularity * other).squareRoot() * 5
                result[start + 5] = log1p(near)
                result[start + 6] = near / popularity * 10
            }
            Self.match(order, candidates, market.pairs[event.product]) { index, entry in
                let start = (index * eventCount + position) * width
                let lost: Float = isForgotten(entry.neighbor) == nil ? 0 : 1
                if !isWhole.market { result[start + 1] = entry.weight * 10 }
                result[start + 4] = log1p(max(0, entry.together - lost) * scales.market)
            }
        }
        for (position, event) in history.enumerated() where Self.trust(event.kind) != 1 {
            for index in candidates.indices {
                let start = (index * eventCount + position) * width
                for signal in 0..<width { result[start + signal] *= Self.trust(event.kind) }
            }
        }
        return result
    }

    private func isForgotten(_ neighbor: Int32) -> Basket.Item? { isForgotten(Int(neighbor)) }

    /// The places of candidates, by product.
    private static func ascending(_ candidates: [Int]) -> [Int] {
        let isAscending = zip(candidates, candidates.dropFirst()).allSatisfy(<=)
        return isAscending
            ? Array(candidates.indices) : candidates.indices.sorted { candidates[$0] < candidates[$1] }
    }

    /// Finds a row's neighbours among candidates.
    private static func match(
        _ order: [Int], _ candidates: [Int], _ row: ArraySlice<PairTable.Entry>, _ body: (Int, PairTable.Entry) -> Void
    ) {
        var low = 0
        for entry in row {
            // In steps that double: a whole catalogue has few of the neighbours, a short list nearly as many as it is long.
            let neighbor = Int(entry.neighbor)
            var (high, step) = (low, 1)
            while high < order.count, candidates[order[high]] < neighbor {
                (low, high, step) = (high + 1, high + step, 2 * step)
            }
            high = min(high, order.count)
            while low < high {
                let middle = (low + high) / 2
                if candidates[order[middle]] < neighbor { low = middle + 1 } else { high = middle }
            }
            guard low < order.count else { return }
            while low < order.count, candidates[order[low]] == neighbor {
                body(order[low], entry)
                low += 1
            }
        }
    }

    /// Fills in the weights that a dense inverse, or one that forgets, has for all candidates; returns where it did.
    private func fillEASE(_ candidates: [Int], into result: inout [Float]) -> (pooled: Bool, market: Bool) {
        let isFilled = [signals.pooled, market].enumerated().map { slot, group in
            let update = omitting.isEmpty ? nil : omitting[slot]
            // The weights that a sparse inverse has are those of the pairs.
            guard let ease = group.ease, update != nil || !ease.isSparse else { return false }
            let rows = update.map { update in history.map { update.projection($0.product) } }
            for (index, candidate) in candidates.enumerated() {
                let own = update?.projection(candidate)
                for (position, event) in history.enumerated() {
                    var weight: Float
                    if let update, let rows, let own {
                        weight =
                            -update.precision(event.product, rows[position], candidate, own)
                            / update.precision(candidate, own, candidate, own)
                    } else {
                        weight = ease.weight(from: event.product, to: candidate)
                    }
                    if event.product == candidate { weight = 0 }
                    result[(index * eventCount + position) * Self.pairSignals + slot] = weight * 10
                }
            }
            return true
        }
        return (isFilled[0], isFilled[1])
    }
}
