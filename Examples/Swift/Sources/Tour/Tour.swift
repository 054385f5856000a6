import Foundation

/// A tour of the service in Swift: teaches a category, classifies, records interactions and recommends.
@main
struct Tour {
    private struct Page: Decodable {
        struct Product: Decodable { var id: String }
        var items: [Product]
    }

    static func main() async throws {
        let address = CommandLine.arguments.dropFirst().first ?? "http://localhost:8080"
        guard let url = URL(string: address) else { throw URLError(.badURL) }
        let guide = ShopGuideClient(url)
        let page = try JSONDecoder().decode(Page.self, from: try await guide.listProducts(limit: "8"))
        let examples = page.items.prefix(3).map { ["product": $0.id] }
        _ = try await guide.teachCategory(name: "tour", JSONSerialization.data(withJSONObject: ["examples": examples]))
        let answer = try await guide.classify(Data(#"{"items": [{"title": "a stoneware mug"}]}"#.utf8))
        print("classified:", String(decoding: answer, as: UTF8.self))
        let event = ["shopper": "tour", "product": page.items[0].id, "kind": "view"]
        _ = try await guide.saveInteractions(
            JSONSerialization.data(withJSONObject: ["interactions": [event]]), idempotencyKey: "tour-swift")
        let recommended = try await guide.recommend(Data(#"{"shopper": "tour", "limit": 2}"#.utf8))
        print("recommended:", String(decoding: recommended.prefix(200), as: UTF8.self), "…")
        do { _ = try await guide.product(id: "no such product") } catch let problem as ShopGuideClient.Problem {
            print("and a problem:", problem)
        }
        _ = try await guide.eraseShopper(id: "tour")
        _ = try await guide.forgetCategory(name: "tour")
    }
}
