import ShopGuide
import Synchronization
import Testing

import ShopGuideApplication

/// Trained learners that are fitted while requests are answered.
@Suite struct FittingTests {
    /// An executor whose maintenance waits until it is let go on.
    private final class HeldExecutor: WorkExecutor {
        private let isHeld = Atomic<Bool>(true)

        func letGo() { isHeld.store(false, ordering: .relaxed) }

        func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
            try body()
        }

        func maintain<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
            while isHeld.load(ordering: .relaxed) { try await Task.sleep(for: .milliseconds(2)) }
            return try body()
        }

        func embeddings(of rows: [[Float]], by model: CategoryModel) async throws -> [[Float]] {
            try model.embeddings(of: rows)
        }

        func measured<Result>(_ stage: WorkStage, _ body: () throws -> Result) rethrows -> Result { try body() }
    }

    private let temporary: TemporaryShop
    private let executor = HeldExecutor()

    init() throws { temporary = try TemporaryShop() }

    /// A shop whose recommendations are ranked by relations, and which isn't fitted before the executor is let go on.
    private func read() throws -> Shop {
        let shoppers = try ShopperModels(TrainedShop.shipped(), default: "relation")
        let shop = try temporary.open(isReadAhead: true, shoppers: shoppers, executor: executor)
        try shop.memory.take(try shop.memory.readAhead())
        return shop
    }

    private func request(by learner: String? = nil) -> RecommendationRequest {
        var request = RecommendationRequest(seen: [.init("mug-01")])
        request.learner = learner
        return request
    }

    /// Waits until the shop's learner can rank.
    private func wait(for shop: Shop) async throws {
        let recommender = try shop.builtRecommender()
        while !recommender.canRank(by: nil) { try await Task.sleep(for: .milliseconds(2)) }
    }

    @Test(.timeLimit(.minutes(1)))
    func `content ranks while the learner of the shop is being fitted`() async throws {
        let shop = try read()
        let meanwhile = try await shop.recommend(request()).answer
        #expect(meanwhile.learner == "content" && !meanwhile.items.isEmpty)
        #expect(meanwhile.notes.contains { $0.contains("is being fitted") })
        executor.letGo()
        try await wait(for: shop)
        let fitted = try await shop.recommend(request(by: "relation")).answer
        let asked = try await shop.recommend(request()).answer
        #expect(asked.items.map(\.product.id) == fitted.items.map(\.product.id))
        #expect(fitted.learner == "relation" && fitted.notes.isEmpty)
    }

    @Test func `a request for a learner that is being fitted is told so`() async throws {
        let shop = try read()
        let error = try await #require(throws: GuideError.self) { try await shop.recommend(request(by: "relation")) }
        #expect(error.code == .busy && error.message.contains("being fitted"))
        #expect(try await shop.recommend(request(by: "content")).answer.notes.isEmpty)
        executor.letGo()
    }

    @Test(.timeLimit(.minutes(1)))
    func `the learner of the shop is fitted ahead of the first request`() async throws {
        let shop = try read()
        executor.letGo()
        try await shop.readInBackground()
        try await wait(for: shop)
        #expect(try await shop.recommend(request()).answer.learner == "relation")
    }
}
