import Foundation
import HTTPTypes
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Interactions on their way into a store.
struct InteractionSending: Sendable {
    /// One of them.
    struct Item: Sendable {
        var line: Int
        var interaction: Interaction
        /// Whether its id is its sender's, who may have sent it before.
        var isNamed: Bool
    }

    /// A request that has a key.
    struct Name: Sendable {
        var key: String
        var digest: String
    }

    private(set) var items: [Item] = []
    private(set) var rejected: [LineRejection]
    private(set) var name: Name?
    private let now = Timestamp.now

    init(rejected: [LineRejection]) { self.rejected = rejected }

    /// Takes an interaction, or notes what is wrong with it.
    mutating func take(_ request: InteractionRequest, at line: Int) {
        switch request.interaction(now: now) {
        case .success(var interaction):
            let isNamed = interaction.id != nil
            interaction.id = interaction.id ?? UUID().uuidString.lowercased()
            items.append(Item(line: line, interaction: interaction, isNamed: isNamed))
        case .failure(let problem): rejected.append(LineRejection(line: line, errors: problem.errors))
        }
    }

    /// Names the request, so that it is done once however often it comes.
    mutating func name(_ key: String, digest: String) { name = Name(key: key, digest: digest) }
}

/// What became of interactions.
struct InteractionResult: Sendable, Codable {
    var stored = 0
    var added = 0
    var rejected: [LineRejection] = []
    /// Whether this is the answer to an earlier request.
    var isReplayed = false
}

extension ShopDesk {
    private static let day: Int64 = 86_400_000

    /// Saves interactions: what can't be taken is left out and listed.
    ///
    /// - Throws: ``Problem`` where none can be taken, or another request had the same key.
    func save(_ sending: InteractionSending) async throws -> InteractionResult {
        let recommender = recommender
        return try await commits.commit { writer in
            try Self.save(sending, recommender, with: writer)
        } changing: {
            $0.recorded.map(\.change)
        }.result
    }

    private struct Saved: Sendable {
        var result: InteractionResult
        var recorded: [RecordedInteraction] = []
    }

    private static func save(
        _ sending: InteractionSending, _ recommender: ShopRecommender, with writer: any StoreWriter
    ) throws -> Saved {
        if let name = sending.name, let earlier = try writer.answer(to: name.key) {
            guard earlier.digest == name.digest else {
                throw Problem(field: "Idempotency-Key", "was the key of another request; each needs one of its own")
            }
            var result = try JSONDecoder().decode(InteractionResult.self, from: Data(earlier.answer.utf8))
            result.isReplayed = true
            return Saved(result: result)
        }
        var saved = Saved(result: InteractionResult(rejected: sending.rejected))
        for item in sending.items {
            do {
                let recorded = try recommender.save(item.interaction, isNamed: item.isNamed, with: writer)
                saved.recorded.append(recorded)
                saved.result.stored += 1
                if recorded.isNew { saved.result.added += 1 }
            } catch is RowProblem {
                let error = Problem.Field(
                    field: "product", message: "there is no product \"\(item.interaction.product)\"")
                saved.result.rejected.append(LineRejection(line: item.line, errors: [error]))
            }
        }
        saved.result.rejected.sort { $0.line < $1.line }
        try LineRejection.check(saved.result.rejected, taken: saved.result.stored)
        if let name = sending.name {
            let now = Timestamp.now
            let answer = String(decoding: try JSONEncoder().encode(saved.result), as: UTF8.self)
            try writer.keep(
                AnsweredRequest(digest: name.digest, answer: answer), to: name.key, at: now,
                forgetting: Timestamp(milliseconds: now.milliseconds - day))
        }
        return saved
    }
}
