import Foundation
public import ShopGuide
import ShopGuideStore
import ShopGuideFeeds

/// Interactions of one request.
public struct InteractionBatch: Sendable {
    /// An interaction with its line in the request.
    struct Item: Sendable {
        var line: Int
        var interaction: Interaction
        /// The id of the recommendation that it answers, if the sender named one.
        var recommendation: String?
        /// Whether the sender gave the id, and may have sent it before.
        var isNamed: Bool

        /// The response to the recommendation that it answers.
        var response: RecommendationResponse? {
            recommendation.map {
                RecommendationResponse(
                    recommendation: $0, shopper: interaction.shopper, product: interaction.product,
                    kind: interaction.kind, time: interaction.time ?? .now)
            }
        }
    }

    /// The key by which a request is recognised when it is repeated.
    struct Key: Sendable {
        var key: String
        var digest: String
    }

    private(set) var items: [Item] = []
    private(set) var rejected: [RejectedLine]
    private(set) var key: Key?
    private let now = Timestamp.now

    /// Creates a batch with the lines that were rejected before.
    public init(rejected: [RejectedLine] = []) { self.rejected = rejected }

    /// Adds an interaction, or rejects its line.
    ///
    /// - Parameters:
    ///   - interaction: The interaction.
    ///   - recommendation: The id of the recommendation that it answers, if the sender named one.
    ///   - line: The number of the line, from 1.
    public mutating func add(_ interaction: Interaction, answering recommendation: String? = nil, line: Int) {
        var fields = FieldValidator()
        interaction.validate(now: now, &fields)
        if let recommendation { fields.identifier("recommendation", recommendation) }
        guard fields.fields.isEmpty else { return reject(line, fields.fields) }
        var named = interaction
        named.id = interaction.id ?? UUID().uuidString.lowercased()
        named.time = interaction.time ?? now
        items.append(
            Item(line: line, interaction: named, recommendation: recommendation, isNamed: interaction.id != nil))
    }

    /// Rejects a line.
    public mutating func reject(_ line: Int, _ errors: [GuideError.Field]) {
        rejected.append(RejectedLine(line: line, errors: errors))
    }

    /// Names the request, so that it is done once however often it comes.
    ///
    /// - Throws: ``GuideError`` for a key of the wrong length.
    public mutating func identify(by key: String, digest: String) throws {
        guard 1...200 ~= key.utf8.count else {
            throw GuideError(field: "Idempotency-Key", "must have 1 to 200 bytes (got \(key.utf8.count))")
        }
        self.key = Key(key: key, digest: digest)
    }
}

/// The outcome of a batch of interactions.
public struct InteractionResult: Sendable, Codable {
    /// The number of stored interactions.
    public var stored = 0
    /// The number of those that are new.
    public var added = 0
    /// The lines that weren't taken.
    public var rejected: [RejectedLine] = []
    /// Whether this is the answer to an earlier request.
    public var isReplayed = false
}

extension Shop {
    private static let day: Int64 = 86_400_000

    /// Saves interactions; what can't be taken is left out and listed.
    ///
    /// - Throws: ``GuideError`` where none can be taken, or another request had the same key.
    public func save(_ batch: InteractionBatch) async throws -> InteractionResult {
        try await committer.commit { writer in
            try Self.save(batch, with: writer)
        } indexing: { saved in
            saved.recorded.map(\.change)
        }.result
    }

    private struct Saved: Sendable {
        var result: InteractionResult
        var recorded: [RecordedInteraction] = []
    }

    private static func save(_ batch: InteractionBatch, with writer: any StoreWriter) throws -> Saved {
        if let key = batch.key, let earlier = try writer.answer(to: key.key) {
            guard earlier.digest == key.digest else {
                throw GuideError(field: "Idempotency-Key", "belongs to another request; each needs its own")
            }
            var result = try JSONDecoder().decode(InteractionResult.self, from: Data(earlier.answer.utf8))
            result.isReplayed = true
            return Saved(result: result)
        }
        var saved = Saved(result: InteractionResult(rejected: batch.rejected))
        for item in batch.items {
            do {
                let recorded = try RecordedInteraction(item.interaction, isNamed: item.isNamed, with: writer)
                if let response = item.response { try writer.save(response) }
                saved.recorded.append(recorded)
                saved.result.stored += 1
                if recorded.isNew { saved.result.added += 1 }
            } catch is RowProblem {
                let field = GuideError.Field(
                    field: "product", message: "there is no product \"\(item.interaction.product)\"")
                saved.result.rejected.append(RejectedLine(line: item.line, errors: [field]))
            }
        }
        saved.result.rejected.sort { $0.line < $1.line }
        try RejectedLine.check(saved.result.rejected, taken: saved.result.stored)
        if let key = batch.key {
            let now = Timestamp.now
            let answer = String(decoding: try JSONEncoder().encode(saved.result), as: UTF8.self)
            try writer.keep(
                AnsweredRequest(digest: key.digest, answer: answer), to: key.key, at: now,
                forgetting: Timestamp(milliseconds: now.milliseconds - day))
        }
        return saved
    }
}
