public import ShopGuide
public import ShopGuideStore
import Synchronization

/// A market with what newcomers there are shown.
public struct MarketReport: Sendable {
    /// The numbers of its products, shoppers and interactions.
    public var contents: MarketContents
    /// The recommendations for somebody who is new there.
    public var newcomers: [Recommendations.Item]
}

extension Shop {
    /// The codes of the markets, in order.
    public func marketCodes() async throws -> [String] { try await read { try $0.markets().map(\.id) } }

    /// Counts the products, shoppers and interactions of every market.
    public func markets() async throws -> [MarketContents] { try await read { try $0.marketContents() } }

    /// Reports on a market.
    ///
    /// - Throws: ``GuideError`` where there is no such market.
    public func market(_ id: String) async throws -> MarketReport {
        let recommender = try await recommender()
        var newcomer = RecommendationRequest()
        newcomer.market = id
        _ = try await replaceUnfittedLearner(of: &newcomer, recommender)
        return try await read { [newcomer] store in
            guard let contents = try store.marketContents().first(where: { $0.id == id }) else {
                throw GuideError.missing("market \"\(id)\"")
            }
            return MarketReport(contents: contents, newcomers: try recommender.recommend(newcomer).items)
        }
    }

    /// Opens a market.
    ///
    /// - Throws: ``GuideError`` where the code isn't one.
    public func enter(market id: String) async throws {
        guard let market = Market(id: id) else {
            throw GuideError(field: "id", "must be a code of 1 to 16 letters, digits, - and _")
        }
        try await committer.commit { writer in
            try writer.save(market)
        } indexing: {
            [.marketSaved(market)]
        }
    }

    /// Measures recommendations in a market on shoppers who are held out; measured again only after something has changed.
    ///
    /// - Throws: ``GuideError`` where there is no such market, or too much to measure.
    public func study(of market: String) async throws -> MarketStudy {
        let recommender = try await recommender()
        return try await read { [studies] store in
            guard recommender.markets.contains(market) else { throw GuideError.missing("market \"\(market)\"") }
            let counts = try store.contents().interactions.sorted { $0.key < $1.key }
            let state = "\(recommender.model.digest) \(counts)"
            if let known = studies.study(of: market, state) { return known }
            let study = try MarketStudies(store, recommender).study(of: market)
            studies.keep(study, state)
            return study
        }
    }
}

/// The latest studies, each with the state of the shop that it was made of.
final class MarketStudyCache: Sendable {
    private let studies = Mutex<[String: (state: String, study: MarketStudy)]>([:])

    func study(of market: String, _ state: String) -> MarketStudy? {
        studies.withLock { $0[market].flatMap { $0.state == state ? $0.study : nil } }
    }

    func keep(_ study: MarketStudy, _ state: String) {
        studies.withLock { studies in
            if studies.count >= 64 { studies = [:] }
            studies[study.market] = (state, study)
        }
    }
}
