import Foundation
import Hummingbird
import ShopGuide
import ShopGuideApplication

/// Explanations of why a product is recommended to somebody or isn't, and why not another one.
struct ExplanationRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) { routes.add(.post, "/v1/explanations", .read, explain) }

    /// A request of recommendations, with the product in question.
    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames = RecommendationBody.fieldNames.union(["product", "insteadOf"])
        var product: String
        var insteadOf: String?
        var request: RecommendationBody

        enum CodingKeys: CodingKey { case product, insteadOf }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            product = try fields.decode(String.self, forKey: .product)
            insteadOf = try fields.decodeIfPresent(String.self, forKey: .insteadOf)
            request = try RecommendationBody(from: decoder)
        }
    }

    private struct Answer: Encodable, Sendable {
        var recommended: Bool
        var rank: OrNull<Int>
        var allowed: Int
        var barrier: OrNull<Barrier>
        var reason: RecommendationReason
        var sentence: LocalizedText
        var parts: [RecommendationExplanation.Part]
        var comparison: OrNull<Comparison>
        var notes: [String]
    }

    /// The reason why a product can't be recommended at all.
    private struct Barrier: Encodable, Sendable {
        var kind: RecommendationBarrier
        var text: LocalizedText

        init(_ barrier: RecommendationBarrier) {
            kind = barrier
            text = LocalizedText(["en": barrier.text(in: "en"), "zh": barrier.text(in: "zh")])
        }
    }

    private struct Comparison: Encodable, Sendable {
        var product: String
        var title: LocalizedText
        var score: Double
        var barrier: OrNull<Barrier>
        var differences: [RecommendationExplanation.Comparison.Difference]
        var sentence: LocalizedText
    }

    @Sendable private func explain(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let body = try await request.json(Body.self, limits)
        let explanation = try await context.shop.explain(
            body.product, for: try body.request.request(), insteadOf: body.insteadOf)
        return try Response.json(answer(explanation))
    }

    private func answer(_ explanation: RecommendationExplanation) -> Answer {
        let reason = explanation.reason
        let comparison = explanation.comparison.map { other in
            Comparison(
                product: other.product, title: other.title, score: other.score,
                barrier: OrNull(other.barrier.map(Barrier.init)), differences: other.differences,
                sentence: LocalizedText { other.sentence(beside: reason, in: $0) })
        }
        return Answer(
            recommended: explanation.isRecommended, rank: OrNull(explanation.rank), allowed: explanation.allowed,
            barrier: OrNull(explanation.barrier.map(Barrier.init)), reason: reason,
            sentence: LocalizedText { reason.sentence(in: $0) }, parts: explanation.parts,
            comparison: OrNull(comparison), notes: explanation.notes)
    }
}

extension LocalizedText {
    /// A text in all languages that reasons are given in.
    init(_ text: (ReasonLanguage) -> String) {
        self.init(["en": text(.english), "zh": text(.chinese)])
    }
}
