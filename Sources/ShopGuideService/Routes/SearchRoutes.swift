import Hummingbird
import ShopGuide
import ShopGuideApplication

/// Search by words, a picture, both, or a product.
struct SearchRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) { routes.add(.post, "/v1/search", .read, search) }

    /// A search as somebody sends it: what is looked for, beside the fields of a request for recommendations.
    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames = RecommendationBody.fieldNames.subtracting(["diversity", "includeSeen"])
            .union(["text", "image", "product"])

        var text: String?
        var image: PictureText?
        var product: String?
        var conditions: RecommendationBody

        private enum Key: String, CodingKey {
            case text, image, product
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            text = try values.decodeIfPresent(String.self, forKey: .text)
            image = try values.decodeIfPresent(PictureText.self, forKey: .image)
            product = try values.decodeIfPresent(String.self, forKey: .product)
            conditions = try RecommendationBody(from: decoder)
        }

        func request() throws -> SearchRequest {
            var request = SearchRequest()
            (request.text, request.picture, request.product) = (text, image?.bytes, product)
            request.conditions = try conditions.request()
            return request
        }
    }

    private struct Item: Encodable {
        var product: Product
        var score: Double
        var reason: SearchReason
        var sentence: LocalizedText
        var shopperReason: RecommendationReason?
        var shopperSentence: LocalizedText?
        var variants: Int?

        init(_ item: SearchResults.Item) {
            (product, score, reason) = (item.product.shown, item.score, item.reason)
            sentence = LocalizedText { item.reason.sentence(in: $0) }
            shopperReason = item.shopperReason
            shopperSentence = item.shopperReason.map { reason in LocalizedText { reason.sentence(in: $0) } }
            variants = item.variants
        }
    }

    private struct Answer: Encodable {
        var items: [Item]
        var found: Bool
        var corrections: [String: String]
        var missing: [String]
        var learner: OrNull<String>
        var market: OrNull<String>
        var notes: [String]
    }

    @Sendable private func search(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let wanted = try await request.json(Body.self, limits, upTo: limits.upload).request()
        let results = try await context.shop.search(wanted)
        return try Response.json(
            Answer(
                items: results.items.map(Item.init), found: results.isFound, corrections: results.corrections,
                missing: results.missing, learner: OrNull(results.learner), market: OrNull(results.market),
                notes: results.notes))
    }
}
