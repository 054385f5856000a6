// A client of ShopGuide, generated from its OpenAPI document by generate.py; do not edit.
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A client of the service at an address, with a key if it needs one; responses are the bytes of their JSON.
public struct ShopGuideClient: Sendable {
    /// An answer that says what was wrong (RFC 9457).
    public struct Problem: Error, CustomStringConvertible {
        public var status: Int
        public var body: Data

        public var description: String { "\(status): \(String(decoding: body, as: UTF8.self))" }
    }

    private let address: URL
    private let key: String?

    public init(_ address: URL, key: String? = nil) {
        self.address = address
        self.key = key
    }

    private static func part(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    private func ask(
        _ method: String, _ path: String, _ query: [(String, String?)], _ headers: [(String, String?)], _ body: Data?,
        _ kind: String?
    ) async throws -> Data {
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(Self.part($0))" } }
        let end = pairs.isEmpty ? "" : "?\(pairs.joined(separator: "&"))"
        guard let url = URL(string: path + end, relativeTo: address) else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        if body != nil { request.setValue(kind, forHTTPHeaderField: "Content-Type") }
        if let key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
        for (name, value) in headers where value != nil { request.setValue(value, forHTTPHeaderField: name) }
        let (data, answer) = try await URLSession.shared.data(for: request)
        let status = (answer as? HTTPURLResponse)?.statusCode ?? 0
        guard 200..<300 ~= status else { throw Problem(status: status, body: data) }
        return data
    }

    /// Liveness probe.
    public func health() async throws -> Data {
        try await ask("GET", "/healthz", [], [], nil, nil)
    }

    /// Readiness probe.
    public func readiness() async throws -> Data {
        try await ask("GET", "/readyz", [], [], nil, nil)
    }

    /// Metrics for Prometheus.
    public func metrics() async throws -> Data {
        try await ask("GET", "/metrics", [], [], nil, nil)
    }

    /// This document.
    public func document() async throws -> Data {
        try await ask("GET", "/openapi.json", [], [], nil, nil)
    }

    /// Counts of the shop's products, shoppers and interactions.
    public func shop() async throws -> Data {
        try await ask("GET", "/v1/shop", [], [], nil, nil)
    }

    /// List products, in insertion order.
    public func listProducts(category: String? = nil, market: String? = nil, q: String? = nil, limit: String? = nil, cursor: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/products", [("category", category), ("market", market), ("q", q), ("limit", limit), ("cursor", cursor)], [], nil, nil)
    }

    /// Create or replace products.
    public func saveProducts(_ body: Data, kind: String = "application/x-ndjson") async throws -> Data {
        try await ask("POST", "/v1/products", [], [], body, kind)
    }

    /// Get a product.
    public func product(id: String) async throws -> Data {
        try await ask("GET", "/v1/products/\(Self.part(id))", [], [], nil, nil)
    }

    /// Create or replace a product.
    public func saveProduct(id: String, _ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("PUT", "/v1/products/\(Self.part(id))", [], [], body, kind)
    }

    /// Delete a product and its interactions.
    public func deleteProduct(id: String) async throws -> Data {
        try await ask("DELETE", "/v1/products/\(Self.part(id))", [], [], nil, nil)
    }

    /// Get a product's image.
    public func productImage(id: String, size: String? = nil, required: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/products/\(Self.part(id))/image", [("size", size), ("required", required)], [], nil, nil)
    }

    /// List similar products.
    public func similarProducts(id: String, limit: String? = nil, market: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/products/\(Self.part(id))/similar", [("limit", limit), ("market", market)], [], nil, nil)
    }

    /// Record interactions.
    public func saveInteractions(_ body: Data, idempotencyKey: String? = nil, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/interactions", [], [("Idempotency-Key", idempotencyKey)], body, kind)
    }

    /// List taught categories.
    public func listCategories() async throws -> Data {
        try await ask("GET", "/v1/categories", [], [], nil, nil)
    }

    /// Get a category: examples, expected quality and matching products.
    public func category(name: String, catches: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/categories/\(Self.part(name))", [("catches", catches)], [], nil, nil)
    }

    /// Teach a category, replacing its examples.
    public func teachCategory(name: String, _ body: Data, catches: String? = nil, kind: String = "application/json") async throws -> Data {
        try await ask("PUT", "/v1/categories/\(Self.part(name))", [("catches", catches)], [], body, kind)
    }

    /// Delete a category.
    public func forgetCategory(name: String) async throws -> Data {
        try await ask("DELETE", "/v1/categories/\(Self.part(name))", [], [], nil, nil)
    }

    /// Add examples to a category; creates it if it is new.
    public func addExamples(name: String, _ body: Data, catches: String? = nil, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/categories/\(Self.part(name))/examples", [("catches", catches)], [], body, kind)
    }

    /// Remove an example; a category without examples is deleted.
    public func removeExample(name: String, example: String) async throws -> Data {
        try await ask("DELETE", "/v1/categories/\(Self.part(name))/examples/\(Self.part(example))", [], [], nil, nil)
    }

    /// Classify products, images or titles.
    public func classify(_ body: Data, limit: String? = nil, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/classify", [("limit", limit)], [], body, kind)
    }

    /// Recommend products to a shopper.
    public func recommend(_ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/recommendations", [], [], body, kind)
    }

    /// Explain a classification by examples, words and picture patches.
    public func explainClassification(_ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/classify/explanations", [], [], body, kind)
    }

    /// Explain why a product is recommended to a shopper, or why not.
    public func explain(_ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/explanations", [], [], body, kind)
    }

    /// List shoppers, in insertion order.
    public func listShoppers(market: String? = nil, limit: String? = nil, cursor: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/shoppers", [("market", market), ("limit", limit), ("cursor", cursor)], [], nil, nil)
    }

    /// Get a shopper.
    public func shopper(id: String) async throws -> Data {
        try await ask("GET", "/v1/shoppers/\(Self.part(id))", [], [], nil, nil)
    }

    /// Create or replace a shopper.
    public func saveShopper(id: String, _ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("PUT", "/v1/shoppers/\(Self.part(id))", [], [], body, kind)
    }

    /// Erase a shopper and all of their data.
    public func eraseShopper(id: String) async throws -> Data {
        try await ask("DELETE", "/v1/shoppers/\(Self.part(id))", [], [], nil, nil)
    }

    /// List a shopper's interactions, newest first.
    public func history(id: String, limit: String? = nil, cursor: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/shoppers/\(Self.part(id))/interactions", [("limit", limit), ("cursor", cursor)], [], nil, nil)
    }

    /// List markets.
    public func listMarkets(counts: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/markets", [("counts", counts)], [], nil, nil)
    }

    /// Get a market: counts, recommendation quality and products for new shoppers.
    public func market(id: String) async throws -> Data {
        try await ask("GET", "/v1/markets/\(Self.part(id))", [], [], nil, nil)
    }

    /// Create a market.
    public func enterMarket(id: String) async throws -> Data {
        try await ask("PUT", "/v1/markets/\(Self.part(id))", [], [], nil, nil)
    }

    /// List experiments, in order of their start.
    public func listExperiments() async throws -> Data {
        try await ask("GET", "/v1/experiments", [], [], nil, nil)
    }

    /// Start an experiment with two learners.
    public func beginExperiment(_ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/experiments", [], [], body, kind)
    }

    /// Get an experiment's results so far, with 95 % intervals.
    public func experiment(name: String) async throws -> Data {
        try await ask("GET", "/v1/experiments/\(Self.part(name))", [], [], nil, nil)
    }

    /// Stop an experiment; has no effect on a stopped one.
    public func stopExperiment(name: String) async throws -> Data {
        try await ask("POST", "/v1/experiments/\(Self.part(name))/stop", [], [], nil, nil)
    }

    /// Measure the confidence of a shopper's recommendations.
    public func certainty(_ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/certainty", [], [], body, kind)
    }

    /// Measure recommendation quality in a market, on held-out shoppers.
    public func marketStudy(id: String) async throws -> Data {
        try await ask("GET", "/v1/markets/\(Self.part(id))/study", [], [], nil, nil)
    }

    /// Product map: the first two principal components of the embeddings.
    public func map(limit: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/map", [("limit", limit)], [], nil, nil)
    }

    /// List training runs.
    public func trainings() async throws -> Data {
        try await ask("GET", "/v1/trainings", [], [], nil, nil)
    }

    /// Get a training run: provenance and epochs.
    public func training(id: String) async throws -> Data {
        try await ask("GET", "/v1/trainings/\(Self.part(id))", [], [], nil, nil)
    }

    /// List keys, without their secrets.
    public func listKeys() async throws -> Data {
        try await ask("GET", "/v1/keys", [], [], nil, nil)
    }

    /// Create a key; it is shown once and stored only as a hash.
    public func createKey(_ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/keys", [], [], body, kind)
    }

    /// Revoke a key; a key can't revoke itself.
    public func revokeKey(id: String) async throws -> Data {
        try await ask("DELETE", "/v1/keys/\(Self.part(id))", [], [], nil, nil)
    }

    /// List product models.
    public func listModels() async throws -> Data {
        try await ask("GET", "/v1/models", [], [], nil, nil)
    }

    /// Activate a model.
    public func activateModel(id: String) async throws -> Data {
        try await ask("POST", "/v1/models/\(Self.part(id))/activate", [], [], nil, nil)
    }

    /// Roll back to the previous model.
    public func rollBackModel() async throws -> Data {
        try await ask("POST", "/v1/models/rollback", [], [], nil, nil)
    }
}
