import Foundation
public import ShopGuide
import ShopGuideStore

/// Recommendations, with the part that the request takes in an experiment.
public struct Recommended: Sendable {
    /// The id, which exposures and later interactions may name.
    public let id = UUID().uuidString.lowercased()
    /// The recommendations.
    public var answer: Recommendations
    /// The experiment that chose the recommender, if one did.
    public var experiment: String?
    /// The shopper's arm; nil where lists are interleaved.
    public var arm: Experiment.Arm?
}

extension Shop {
    /// The learners that a request can name.
    public var learners: [String] { memory.shoppers.withLock { $0.learners } }

    /// The learner of requests that name none.
    public var defaultLearner: String { memory.shoppers.withLock { $0.defaultName } }

    /// Whether there is a product of an id.
    public func hasProduct(_ id: String) async throws -> Bool { try await read { try $0.product(id) != nil } }

    /// Recommends products.
    ///
    /// A shopper who takes part in the running experiment is answered by its recommender, and what they are shown is kept. A request
    /// that names no shopper, or its own learner, takes part in none. A shopper who isn't known is answered as a newcomer.
    /// While the learners are being fitted, products' content ranks outside of any experiment.
    ///
    /// - Throws: ``GuideError`` naming the invalid field.
    public func recommend(_ request: RecommendationRequest) async throws -> Recommended {
        let (recommender, known, notes) = try await resolved(request)
        var recommended: Recommended
        if request.learner == nil, let shopper = request.shopper, let experiment = running.withLock({ $0 }),
            try await canRank(by: experiment.a, recommender), try await canRank(by: experiment.b, recommender)
        {
            recommended = try await recommend(known, to: shopper, in: experiment, recommender)
        } else {
            recommended = Recommended(answer: try await ranked { try recommender.recommend(known) })
        }
        recommended.answer.notes += notes
        return recommended
    }

    /// Returns products that are similar to one.
    ///
    /// - Throws: ``GuideError`` where there is no such product.
    public func similar(to product: String, _ request: RecommendationRequest) async throws -> [Recommendations.Item] {
        try request.validate()
        let recommender = try await recommender()
        return try await ranked { try recommender.similar(to: product, request) }
    }

    /// Explains why a product is recommended or isn't, and why not another one.
    ///
    /// - Throws: ``GuideError`` where there is no such product, or naming the invalid field.
    public func explain(
        _ product: String, for request: RecommendationRequest, insteadOf other: String? = nil
    ) async throws -> RecommendationExplanation {
        var fields = FieldValidator()
        fields.identifier("product", product)
        if let other { fields.identifier("insteadOf", other) }
        request.validate(&fields)
        try fields.check()
        let (recommender, known, notes) = try await resolved(request)
        var explanation = try await executor.run { try recommender.explain(product, for: known, not: other) }
        explanation.notes += notes
        return explanation
    }

    /// Measures how certain the recommendations of a request are.
    ///
    /// - Throws: ``GuideError`` naming the invalid field.
    public func certainty(of request: RecommendationRequest) async throws -> Certainty {
        let (recommender, known, _) = try await resolved(request)
        return try await executor.run { try recommender.certainty(of: known) }
    }

    /// Returns a valid request as the recommender can answer it: a shopper whom it doesn't know is a newcomer, and where the shop's learner
    /// is being fitted, products' content ranks.
    func resolved(
        _ request: RecommendationRequest
    ) async throws -> (recommender: ShopRecommender, request: RecommendationRequest, notes: [String]) {
        try request.validate()
        let recommender = try await recommender()
        var (known, notes) = (request, [String]())
        if let shopper = request.shopper, !recommender.knows(shopper: shopper) {
            known.shopper = nil
            notes.append("shopper \"\(shopper)\" isn't known: answered as to somebody who has just come in")
        }
        if let note = try await replaceUnfittedLearner(of: &known, recommender) { notes.append(note) }
        return (recommender, known, notes)
    }

    /// Ranks where slow work is done.
    func ranked<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await executor.run { [executor] in try executor.measured(.rank, body) }
    }
}
