import Hummingbird
import ShopGuide
import ShopGuideApplication

/// Embeddings of products that were made elsewhere.
struct EmbeddingRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) { routes.add(.post, "/v1/embeddings", .write, save) }

    /// A line of the request.
    private struct Line: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["product", "vector"]
        var product: String
        var vector: [Float]
    }

    private struct Answer: Encodable {
        var stored: Int
        var rejected: [RejectedLine]
    }

    @Sendable private func save(_ request: Request, _ context: GuideContext) async throws -> Response {
        let name = try QueryParameters(request, "name").text("name", bytes: 64) ?? "default"
        try request.require(["application/x-ndjson"])
        let lines = try await request.lines(of: Line.self, limits)
        let embeddings = lines.values.map {
            ImportedEmbedding(line: $0.line, product: $0.value.product, vector: $0.value.vector)
        }
        let refused = try await context.shop.save(embeddings, named: name)
        let rejected = (lines.rejected + refused).sorted { $0.line < $1.line }
        let stored = embeddings.count - refused.count
        try RejectedLine.check(rejected, taken: stored)
        return try Response.json(Answer(stored: stored, rejected: rejected))
    }
}
