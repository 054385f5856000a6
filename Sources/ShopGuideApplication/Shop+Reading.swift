import ShopGuide
import ShopGuideStore
import Synchronization

/// The readiness of a shop that is read in the background.
public enum Readiness: Sendable, Equatable {
    /// A tenant's shop is being opened.
    case opening
    /// Products are being read: so many so far, and of how many.
    case reading(Int, of: Int)
    /// Everything that has been embedded is there; so many products of how many have been embedded in this run.
    case embedding(Int, of: Int)
    /// Everything is there.
    case ready

    /// The state in words; nil where everything is there.
    public var text: String? {
        switch self {
        case .opening: "tenants' shops are being opened"
        case .reading(let done, let total): "the shop is being read: \(done) of \(total) products"
        case .embedding(let done, let total): "products are being embedded: \(done) of \(total)"
        case .ready: nil
        }
    }
}

/// The stage that reading a shop has reached, and whether it is to end.
final class ReadingState: Sendable {
    private let stage = Mutex<(done: Int, total: Int)>((0, 0))
    private let isStopping = Atomic<Bool>(false)

    /// The products that were read, and of how many.
    var reached: (done: Int, total: Int) { stage.withLock { $0 } }

    /// Begins to read products.
    func begin(_ total: Int) { stage.withLock { $0 = (0, total) } }

    /// Notes a stage.
    ///
    /// - Throws: `CancellationError` where the reading is to end.
    func reach(_ next: ReadingProgress) throws {
        if case .reading(let done) = next { stage.withLock { $0.done = done } }
        try check()
    }

    /// Throws where the reading is to end.
    func check() throws {
        if isStopping.load(ordering: .relaxed) { throw CancellationError() }
    }

    /// Ends the reading soon.
    func stop() { isStopping.store(true, ordering: .relaxed) }
}

extension Shop {
    /// The time that a request waits for a shop that is being read.
    private static let patience = Duration.seconds(2)

    /// The readiness of the shop.
    public var readiness: Readiness {
        guard isReadAhead else { return .ready }
        guard let recommender = active.withLock({ $0.recommender }) else {
            let (done, total) = readingState.reached
            return .reading(done, of: max(done, total))
        }
        return recommender.embeddingProgress.map { .embedding($0.done, of: $0.of) } ?? .ready
    }

    /// Waits for the recommender a little.
    func readRecommender() async throws -> ShopRecommender {
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(10))
            if let read = active.withLock({ $0.recommender }) { return read }
        }
        throw GuideError(.busy, readiness.text ?? "the shop is being read")
    }

    /// Reads the shop that is to be read ahead, embeds its products and fits the learner that it ranks by, where that isn't done for the
    /// active model.
    package func readInBackground() async throws {
        guard isReadAhead else { return }
        let memory = memory
        while active.withLock({ $0.recommender == nil }) {
            let reading = try await executor.maintain { [store, readingState] in
                readingState.begin(try store.productCount())
                return try memory.readAhead()
            }
            try await committer.exclusively { try memory.take(reading) }
        }
        while let recommender = active.withLock({ $0.recommender }), recommender.embeddingProgress != nil {
            try await embedAll(recommender)
        }
        fitAhead()
    }

    /// Embeds the products of a recommender that are only listed; while some are being inserted, the next ones are embedded.
    private func embedAll(_ recommender: ShopRecommender) async throws {
        var embedded = try await executor.maintain { try recommender.embedNext() }
        while !embedded.isEmpty {
            try Task.checkCancellation()
            async let next = executor.maintain { try recommender.embedNext(ahead: true) }
            try await committer.exclusively { [embedded] in try recommender.insert(embedded) }
            embedded = try await next
        }
        try await committer.exclusively { try recommender.insert([]) }
    }
}
