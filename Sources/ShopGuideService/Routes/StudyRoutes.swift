import FewShotReport
import FewShotTensors
import Hummingbird
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Synchronization

/// What the guide knows of itself: how sure it is, how it does in a market, and how the shop looks to it.
struct StudyRoutes: Sendable {
    let limits: ServiceOptions.Limits
    private let studies = KeptStudies()

    init(limits: ServiceOptions.Limits) { self.limits = limits }

    func add(to routes: inout RouteTable) {
        routes.add(.post, "/v1/certainty", .read, certainty)
        routes.add(.get, "/v1/markets/{id}/study", .read, study)
        routes.add(.get, "/v1/map", .read, map)
    }

    @Sendable private func certainty(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        var wanted = try (await request.json(RecommendationBody.self, limits)).request()
        let desk = try context.desk
        let recommender = desk.recommender
        if let shopper = wanted.shopper, !recommender.knows(shopper: shopper) { wanted.shopper = nil }
        let asked = wanted
        return try Response.json(try await desk.work.run { try recommender.certainty(of: asked) })
    }

    @Sendable private func study(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let (id, desk, studies) = (try context.part("id", bytes: 16), try context.desk, studies)
        let recommender = desk.recommender
        guard recommender.markets.contains(id) else { throw Problem.missing("market \"\(id)\"") }
        let study = try await desk.read { store in
            let counts = try store.contents().interactions.sorted { $0.key < $1.key }
            let state = "\(desk.tenant) \(recommender.model.digest) \(counts)"
            if let kept = studies.study(of: id, state) { return kept }
            let made = try MarketStudies(store, recommender).study(of: id)
            studies.keep(made, state)
            return made
        }
        return try Response.json(study)
    }

    private struct Place: Encodable, Sendable {
        var product: String
        var title: LocalizedText
        var group: String
        var x: Double
        var y: Double
    }

    @Sendable private func map(_ request: Request, _ context: GuideContext) async throws -> Response {
        let limit = try Query(request, "limit").number("limit", in: 3...5000, default: 1000)
        let desk = try context.desk
        let recommender = desk.recommender
        let places = try await desk.work.run { () -> [Place] in
            let sample = recommender.sample(limit)
            guard sample.count >= 3, let dimensions = sample.first?.embedding.count, dimensions >= 2 else { return [] }
            let points = Tensor(sample.flatMap(\.embedding), shape: [sample.count, dimensions])
            let values = try PrincipalComponents(of: points).project(points).values(as: Double.self)
            return sample.enumerated().map { index, entry in
                Place(
                    product: entry.product.id, title: entry.product.title,
                    group: entry.product.category?.path.first ?? "",
                    x: values[2 * index], y: values[2 * index + 1])
            }
        }
        return try Response.json(["items": places])
    }
}

/// The last studies, for as long as nothing happens that would change them.
private final class KeptStudies: Sendable {
    private let kept = Mutex<[String: (state: String, study: MarketStudy)]>([:])

    func study(of market: String, _ state: String) -> MarketStudy? {
        kept.withLock { $0[market].flatMap { $0.state == state ? $0.study : nil } }
    }

    func keep(_ study: MarketStudy, _ state: String) {
        kept.withLock { kept in
            if kept.count >= 64 { kept = [:] }
            kept[study.market] = (state, study)
        }
    }
}
