import FewShotData
import FewShotNetworks
public import ShopGuide
import ShopGuideStore

/// A taught category in a list.
public struct CategorySummary: Encodable, Sendable {
    /// Its name.
    public var name: String
    /// The number of its examples.
    public var examples: Int
    /// The text that it is opened by, its name or a sentence; null for one by examples alone.
    public var text: OrNull<String>
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
                name: $0.name, examples: $0.shots, text: OrNull($0.words),
                created: categories.created[ExactID($0.name)] ?? Timestamp(milliseconds: 0))
        }
    }

    /// The categories that were taught with another model, which are inactive.
    public var inactiveCategories: [String] { active.withLock { $0.categories.inactive } }

    /// Returns whether there is a product of an id, or of an id with the number of a picture: `mug-01#2`.
    public func hasProduct(shown id: String) async throws -> Bool {
        try await read { try $0.product(shown: id) != nil }
    }

    /// Teaches a category examples, in place of those of the same names, or of all that it has; or opens it by a text, or by both.
    ///
    /// - Parameters:
    ///   - name: The category.
    ///   - inputs: The examples.
    ///   - replacing: Whether the category has no other examples, and no other text, afterwards.
    ///   - allPictures: Whether each further picture of a product is an example as well, `mug-01#2`.
    ///   - text: The category's name or a sentence that counts beside the examples, or alone where there are none.
    /// - Returns: Notes on further pictures that can't be used.
    /// - Throws: ``GuideError`` naming the example that can't be used, or where no encoder sees the text.
    @discardableResult
    public func teach(
        _ name: String, _ inputs: [ClassificationInput], replacing: Bool, allPictures: Bool = false,
        text: String? = nil
    ) async throws -> [String] {
        var fields = FieldValidator()
        fields.identifier("name", name)
        if let text { fields.text("text", text, bytes: CategoryTexts.maximumBytes) }
        try fields.check()
        if text == nil || !inputs.isEmpty { try inputs.validate(as: "examples", maximum: Self.maximumExamples) }
        // Right after an import the columns may be those of before.
        try await renewColumns()
        for _ in 0..<Self.attempts {
            let active = active.withLock { $0 }
            let now = Timestamp.now
            let further = allPictures ? try await furtherPictures(of: inputs, active) : FurtherPictures()
            let all = inputs + further.inputs
            if !all.isEmpty { try all.validate(as: "examples", maximum: Self.maximumExamples) }
            let encoded = try await encode(each: all, active, fingerprinting: true)
            var (examples, notes) = ([StoredExample](), further.notes)
            for (place, input) in all.enumerated() {
                switch encoded[place] {
                case .success(let example): examples.append(try stored(example, as: input, now))
                case .failure(let error):
                    // Nobody named a further picture.
                    guard place >= inputs.count else { throw error }
                    notes.append("left out \(input.name): \(error.fields.first?.message ?? error.message)")
                }
            }
            var (shares, areNew) = (TextShares?.none, false)
            if let text {
                examples.append(try await example(ofText: text, active, now))
                (shares, areNew) = try await textShares(for: active)
            }
            let (taught, joined, kept) = (examples, shares, areNew ? shares : nil)
            let before = active.categories.index[name]?.text?.id
            let isTaught = try await committer.commit {
                [state = self.active, digest = active.model.digest, space = active.model.space, models, store] writer in
                // Embeddings of the model before can't be compared with those of the one that is active now.
                guard state.withLock({ $0.model.digest }) == digest, try models.isActive(name: active.name, in: store)
                else { return false }
                if replacing { try writer.forgetCategory(name) }
                if let kept { try kept.save(ofModel: digest, with: writer) }
                if text != nil, let before { try writer.removeExample(before, from: name) }
                for example in taught { try writer.teach(example, to: name, encoder: space) }
                return true
            } applying: { [state = self.active, executor] isTaught in
                guard isTaught else { return }
                executor.measured(.adapt) {
                    state.withLock {
                        $0.categories.teach(name, taught, replacing: replacing, joinedBy: joined)
                    }
                }
            }
            if isTaught { return notes }
            try await follow()
        }
        throw GuideError(.conflict, "other models were activated meanwhile; try again")
    }

    /// Returns an example as it is stored.
    ///
    /// - Throws: ``GuideError`` for an embedding that can't be compared.
    private func stored(_ example: EncodedInput, as input: ClassificationInput, _ now: Timestamp) throws
        -> StoredExample
    {
        guard !example.embedding.isEmpty, example.embedding.allSatisfy(\.isFinite) else {
            throw GuideError(field: input.field, "has a number that is too large")
        }
        return StoredExample(
            id: example.id, embedding: example.embedding, created: now, picture: example.picture?.description)
    }

    /// The further pictures of products that are to be examples.
    private struct FurtherPictures: Sendable {
        /// An input for each that is on this machine.
        var inputs: [ClassificationInput] = []
        /// Notes on those that aren't.
        var notes: [String] = []
    }

    /// Returns the further pictures of the products among inputs.
    private func furtherPictures(of inputs: [ClassificationInput], _ active: ActiveModel) async throws
        -> FurtherPictures
    {
        guard active.model.seesPictures else {
            throw GuideError(field: "allPictures", "is of no use: the model doesn't see pictures")
        }
        return try await read { [pictures] store in
            var further = FurtherPictures()
            for input in inputs where input.kind == .product {
                guard let product = try store.product(input.product ?? "") else { continue }
                for (id, place) in zip(product.idsOfFurtherPictures, product.furtherImages) {
                    guard pictures.isHere(place) else {
                        further.notes.append("left out \(id): the picture isn't on this machine")
                        continue
                    }
                    var other = input
                    (other.id, other.product) = (input.id.map { $0 + id.dropFirst(product.id.count) }, id)
                    further.inputs.append(other)
                }
            }
            return further
        }
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
