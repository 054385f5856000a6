import FewShotNetworks
public import ShopGuide
import ShopGuideStore

/// A taught category in a list.
public struct CategorySummary: Encodable, Sendable {
    /// Its name.
    public var name: String
    /// The number of its examples.
    public var examples: Int
    /// The time at which it was first taught.
    public var created: Timestamp
}

extension Shop {
    /// The examples of one request, at most.
    public static let maximumExamples = 1000

    /// The taught categories, in the order in which they were first taught.
    public var categories: [CategorySummary] {
        let categories = active.withLock { $0.categories }
        return categories.index.categories.map {
            CategorySummary(
                name: $0.name, examples: $0.shots,
                created: categories.created[ExactID($0.name)] ?? Timestamp(milliseconds: 0))
        }
    }

    /// The categories that were taught with another model, which are inactive.
    public var inactiveCategories: [String] { active.withLock { $0.categories.inactive } }

    /// Teaches a category examples, in place of those of the same names, or of all that it has.
    ///
    /// - Throws: ``GuideError`` naming the example that can't be used.
    public func teach(_ name: String, _ inputs: [ClassificationInput], replacing: Bool) async throws {
        var fields = FieldValidator()
        fields.identifier("name", name)
        try fields.check()
        try inputs.validate(as: "examples", maximum: Self.maximumExamples)
        for _ in 0..<Self.attempts {
            let active = active.withLock { $0 }
            let now = Timestamp.now
            let examples = try await encode(inputs, active).map {
                StoredExample(id: $0.id, embedding: $0.embedding, created: now)
            }
            for (example, input) in zip(examples, inputs) {
                guard !example.embedding.isEmpty, example.embedding.allSatisfy(\.isFinite) else {
                    throw GuideError(field: input.field, "has a number that is too large")
                }
            }
            let isTaught = try await committer.commit {
                [state = self.active, digest = active.model.digest, models, store] writer in
                // Embeddings of the model before can't be compared with those of the one that is active now.
                guard state.withLock({ $0.model.digest }) == digest, try models.isActive(name: active.name, in: store)
                else { return false }
                if replacing { try writer.forgetCategory(name) }
                for example in examples { try writer.teach(example, to: name, encoder: digest) }
                return true
            } applying: { [state = self.active, executor] isTaught in
                guard isTaught else { return }
                executor.measured(.adapt) {
                    state.withLock { $0.categories.teach(name, examples, replacing: replacing) }
                }
            }
            if isTaught { return }
            try await follow()
        }
        throw GuideError(.conflict, "other models were activated meanwhile; try again")
    }

    /// Removes examples; a category without examples is closed.
    ///
    /// - Throws: ``GuideError`` where there is no such example.
    public func removeExamples(_ examples: [String], of name: String) async throws {
        try await committer.commit { writer in
            for example in examples {
                guard try writer.removeExample(example, from: name) else {
                    throw GuideError(.missing, "category \"\(name)\" has no example \"\(example)\"")
                }
            }
            if try writer.examples(of: name) == 0 { try writer.forgetCategory(name) }
        } applying: { [active] in
            active.withLock { $0.categories.remove(examples, of: name) }
        }
    }

    /// Closes a category.
    ///
    /// - Throws: ``GuideError`` where there is none of that name.
    public func forgetCategory(_ name: String) async throws {
        try await committer.commit { writer in
            guard try writer.forgetCategory(name) else { throw GuideError.missing("category \"\(name)\"") }
        } applying: { [active] in
            active.withLock { $0.categories.forget(name) }
        }
    }
}
