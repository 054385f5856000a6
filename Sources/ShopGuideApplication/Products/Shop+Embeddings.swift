import ShopGuide
public import ShopGuideFeeds
public import ShopGuideStore

/// A product's embedding that was made elsewhere.
public struct ImportedEmbedding: Sendable {
    /// Its line or row, from 1.
    public var line: Int
    /// The product's id.
    public var product: String
    /// The values.
    public var vector: [Float]

    /// Creates an embedding.
    public init(line: Int, product: String, vector: [Float]) {
        (self.line, self.product, self.vector) = (line, product, vector)
    }
}

extension StoreWriter {
    /// Saves embeddings that were made elsewhere.
    ///
    /// - Parameters:
    ///   - embeddings: The embeddings.
    ///   - name: Their name, for a product may have several.
    /// - Returns: Those that can't be taken, with the reasons.
    /// - Throws: ``StoreError``; what one embedding lacks is returned.
    public func save(
        _ embeddings: [ImportedEmbedding], named name: String
    ) throws -> [(line: Int, reason: RowProblem)] {
        var rejected: [(line: Int, reason: RowProblem)] = []
        for embedding in embeddings {
            do { try save(embedding: embedding.vector, named: name, of: embedding.product) } catch let reason
                as RowProblem
            {
                rejected.append((embedding.line, reason))
            }
        }
        return rejected
    }
}

extension Shop {
    /// The most bytes of an embedding's name.
    private static let nameBytes = 64

    /// Saves embeddings of products that were made elsewhere; they count when the columns are weighed the next time, at once where they
    /// have been before.
    ///
    /// - Parameters:
    ///   - embeddings: The embeddings.
    ///   - name: Their name.
    /// - Returns: The lines that weren't taken.
    /// - Throws: ``GuideError`` for an invalid name.
    public func save(_ embeddings: [ImportedEmbedding], named name: String) async throws -> [RejectedLine] {
        var fields = FieldValidator()
        fields.text("name", name, bytes: Self.nameBytes)
        try fields.check()
        let store = store
        // As an import does: followed like the changes of another process, for its products are embedded anew.
        let rejected = try await executor.maintain { try store.write { try $0.save(embeddings, named: name) } }
        try await follow()
        return rejected.map { line, reason in
            RejectedLine(line: line, errors: [.init(field: "vector", message: "\(reason)")])
        }
    }
}
