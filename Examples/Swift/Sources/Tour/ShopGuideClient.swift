// A client of ShopGuide, made from its OpenAPI document by generate.py; don't edit it.
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A shop's guide at an address, with a key where it needs one; answers come as the bytes of their JSON.
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

    /// Whether the process lives.
    public func health() async throws -> Data {
        try await ask("GET", "/healthz", [], [], nil, nil)
    }

    /// Whether requests will be answered.
    public func readiness() async throws -> Data {
        try await ask("GET", "/readyz", [], [], nil, nil)
    }

    /// What Prometheus reads.
    public func metrics() async throws -> Data {
        try await ask("GET", "/metrics", [], [], nil, nil)
    }

    /// This document.
    public func document() async throws -> Data {
        try await ask("GET", "/openapi.json", [], [], nil, nil)
    }

    /// How much of everything there is.
    public func shop() async throws -> Data {
        try await ask("GET", "/v1/shop", [], [], nil, nil)
    }

    /// Products, in the order in which they came.
    public func listProducts(category: String? = nil, market: String? = nil, q: String? = nil, limit: String? = nil, cursor: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/products", [("category", category), ("market", market), ("q", q), ("limit", limit), ("cursor", cursor)], [], nil, nil)
    }

    /// Save products.
    public func saveProducts(_ body: Data, kind: String = "application/x-ndjson") async throws -> Data {
        try await ask("POST", "/v1/products", [], [], body, kind)
    }

    /// A product.
    public func product(id: String) async throws -> Data {
        try await ask("GET", "/v1/products/\(Self.part(id))", [], [], nil, nil)
    }

    /// Save a product.
    public func saveProduct(id: String, _ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("PUT", "/v1/products/\(Self.part(id))", [], [], body, kind)
    }

    /// Delete a product, and what was done with it.
    public func deleteProduct(id: String) async throws -> Data {
        try await ask("DELETE", "/v1/products/\(Self.part(id))", [], [], nil, nil)
    }

    /// A product's picture.
    public func productImage(id: String, size: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/products/\(Self.part(id))/image", [("size", size)], [], nil, nil)
    }

    /// Products like it.
    public func similarProducts(id: String, limit: String? = nil, market: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/products/\(Self.part(id))/similar", [("limit", limit), ("market", market)], [], nil, nil)
    }

    /// Save what shoppers did.
    public func saveInteractions(_ body: Data, idempotencyKey: String? = nil, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/interactions", [], [("Idempotency-Key", idempotencyKey)], body, kind)
    }

    /// Categories that were taught.
    public func listCategories() async throws -> Data {
        try await ask("GET", "/v1/categories", [], [], nil, nil)
    }

    /// A category: its examples, what to expect of it, and what it catches.
    public func category(name: String, catches: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/categories/\(Self.part(name))", [("catches", catches)], [], nil, nil)
    }

    /// Teach a category from these examples, in place of those that it has.
    public func teachCategory(name: String, _ body: Data, catches: String? = nil, kind: String = "application/json") async throws -> Data {
        try await ask("PUT", "/v1/categories/\(Self.part(name))", [("catches", catches)], [], body, kind)
    }

    /// Close a category.
    public func forgetCategory(name: String) async throws -> Data {
        try await ask("DELETE", "/v1/categories/\(Self.part(name))", [], [], nil, nil)
    }

    /// Show a category more examples; it is opened where it is new.
    public func addExamples(name: String, _ body: Data, catches: String? = nil, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/categories/\(Self.part(name))/examples", [("catches", catches)], [], body, kind)
    }

    /// Take an example back; a category without examples is closed.
    public func removeExample(name: String, example: String) async throws -> Data {
        try await ask("DELETE", "/v1/categories/\(Self.part(name))/examples/\(Self.part(example))", [], [], nil, nil)
    }

    /// Say which categories things are of.
    public func classify(_ body: Data, limit: String? = nil, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/classify", [("limit", limit)], [], body, kind)
    }

    /// Say what somebody wants next.
    public func recommend(_ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/recommendations", [], [], body, kind)
    }

    /// Shoppers, in the order in which they came.
    public func listShoppers(market: String? = nil, limit: String? = nil, cursor: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/shoppers", [("market", market), ("limit", limit), ("cursor", cursor)], [], nil, nil)
    }

    /// A shopper.
    public func shopper(id: String) async throws -> Data {
        try await ask("GET", "/v1/shoppers/\(Self.part(id))", [], [], nil, nil)
    }

    /// Save a shopper.
    public func saveShopper(id: String, _ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("PUT", "/v1/shoppers/\(Self.part(id))", [], [], body, kind)
    }

    /// Erase a shopper: what is known of them is gone everywhere.
    public func eraseShopper(id: String) async throws -> Data {
        try await ask("DELETE", "/v1/shoppers/\(Self.part(id))", [], [], nil, nil)
    }

    /// What a shopper did, the newest first.
    public func history(id: String, limit: String? = nil, cursor: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/shoppers/\(Self.part(id))/interactions", [("limit", limit), ("cursor", cursor)], [], nil, nil)
    }

    /// Markets.
    public func listMarkets() async throws -> Data {
        try await ask("GET", "/v1/markets", [], [], nil, nil)
    }

    /// A market: what is known of it, and how good recommendations are there.
    public func market(id: String) async throws -> Data {
        try await ask("GET", "/v1/markets/\(Self.part(id))", [], [], nil, nil)
    }

    /// Enter a market.
    public func enterMarket(id: String) async throws -> Data {
        try await ask("PUT", "/v1/markets/\(Self.part(id))", [], [], nil, nil)
    }

    /// Experiments, in the order in which they began.
    public func listExperiments() async throws -> Data {
        try await ask("GET", "/v1/experiments", [], [], nil, nil)
    }

    /// Set two guides side by side.
    public func beginExperiment(_ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/experiments", [], [], body, kind)
    }

    /// What came of an experiment so far, with intervals of 95 %.
    public func experiment(name: String) async throws -> Data {
        try await ask("GET", "/v1/experiments/\(Self.part(name))", [], [], nil, nil)
    }

    /// End an experiment; one that has ended stays as it is.
    public func stopExperiment(name: String) async throws -> Data {
        try await ask("POST", "/v1/experiments/\(Self.part(name))/stop", [], [], nil, nil)
    }

    /// Say how sure recommendations for somebody are.
    public func certainty(_ body: Data, kind: String = "application/json") async throws -> Data {
        try await ask("POST", "/v1/certainty", [], [], body, kind)
    }

    /// Measure how good recommendations are in a market, on shoppers who are held out.
    public func marketStudy(id: String) async throws -> Data {
        try await ask("GET", "/v1/markets/\(Self.part(id))/study", [], [], nil, nil)
    }

    /// Products on a plane, as the model sees them: the two directions in which they differ most.
    public func map(limit: String? = nil) async throws -> Data {
        try await ask("GET", "/v1/map", [("limit", limit)], [], nil, nil)
    }

    /// How models were trained, and trainings that are under way.
    public func trainings() async throws -> Data {
        try await ask("GET", "/v1/trainings", [], [], nil, nil)
    }

    /// A training: where its model comes from, and how each epoch went.
    public func training(id: String) async throws -> Data {
        try await ask("GET", "/v1/trainings/\(Self.part(id))", [], [], nil, nil)
    }

    /// Models that can see products.
    public func listModels() async throws -> Data {
        try await ask("GET", "/v1/models", [], [], nil, nil)
    }

    /// See products with this model from now on.
    public func activateModel(id: String) async throws -> Data {
        try await ask("POST", "/v1/models/\(Self.part(id))/activate", [], [], nil, nil)
    }

    /// Return to the model before.
    public func rollBackModel() async throws -> Data {
        try await ask("POST", "/v1/models/rollback", [], [], nil, nil)
    }
}
