import Foundation
import Hummingbird
import NIOCore
import ShopGuide
import ShopGuideApplication

/// Classification of titles, pictures, products and vectors, one or many, and its reasons.
struct ClassifyRoutes {
    let limits: ServiceOptions.Limits
    private static let pictures: Set<String> = [
        "image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff", "image/avif",
    ]

    func add(to routes: inout RouteTable) {
        routes.add(.post, "/v1/classify", .read, classify)
        routes.add(.post, "/v1/classify/explanations", .read, explain)
    }

    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["items", "limit"]
        var items: [Attempt<Strict<ClassificationInputRequest>>]
        var limit: Int?
    }

    /// A classification, or the reason why there is none.
    private enum Answer: Encodable {
        struct Classified: Encodable {
            var id: String
            var kind: ClassificationInput.Kind
            var category: OrNull<String>
            var none: Double
            var doubt: OrNull<Classification.Doubt>
            var answers: [Classification.Answer]
        }

        struct Failed: Encodable {
            var id: String?
            var errors: [Problem.Field]
        }

        case classified(Classified)
        case failed(Failed)

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .classified(let answer): try answer.encode(to: encoder)
            case .failed(let failure): try failure.encode(to: encoder)
            }
        }
    }

    @Sendable private func classify(_ request: Request, _ context: GuideContext) async throws -> Response {
        var limit = try QueryParameters(request, "limit").number("limit", default: 5)
        let inputs: [Result<ClassificationInput, GuideError>]
        switch request.mediaType {
        case "multipart/form-data": inputs = try await request.form(limits).inputs().map { .success($0) }
        case let type where Self.pictures.contains(type):
            let bytes = try await request.bytes(upTo: limits.upload, within: limits.bodyTime)
            var input = ClassificationInput()
            (input.picture, input.isOneField) = (Array(bytes.readableBytesView), true)
            inputs = [.success(input)]
        case "application/json":
            let body = try await request.json(Body.self, limits, upTo: limits.upload)
            limit = body.limit ?? limit
            inputs = body.items.attempts(at: "items")
        default:
            try request.require(["application/json", "multipart/form-data"] + Self.pictures.sorted())
            inputs = []
        }
        return try Response.json(["results": try await answers(to: inputs, limit, in: try context.shop)])
    }

    /// Answers inputs, each by itself; throws the errors of all where none can be classified.
    private func answers(
        to inputs: [Result<ClassificationInput, GuideError>], _ limit: Int, in shop: Shop
    ) async throws -> [Answer] {
        var fields = FieldValidator()
        fields.range("items", inputs.count, 1...Shop.maximumInputs)
        fields.range("limit", limit, Shop.classificationLimits)
        try fields.check()
        let valid = inputs.compactMap { try? $0.get() }
        var classified =
            valid.isEmpty ? [] : try await shop.classify(each: valid, limit: limit)[...]
        let results = inputs.map { input in input.flatMap { _ in classified.removeFirst() } }
        let errors = results.flatMap { result -> [Problem.Field] in
            if case .failure(let error) = result { error.fields } else { [] }
        }
        let isFailed = results.allSatisfy { if case .failure = $0 { true } else { false } }
        if isFailed { throw GuideError(fields: errors) }
        return zip(inputs, results).map { input, result in
            switch result {
            case .success(let input):
                .classified(
                    Answer.Classified(
                        id: input.id, kind: input.kind, category: OrNull(input.result.category),
                        none: input.result.none, doubt: OrNull(input.result.doubt), answers: input.result.answers))
            case .failure(let error):
                .failed(Answer.Failed(id: try? input.get().name, errors: error.fields))
            }
        }
    }

    private struct Question: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["item", "category", "insteadOf"]
        var item: Strict<ClassificationInputRequest>
        var category: String?
        var insteadOf: String?
    }

    private struct Explanation: Encodable {
        var id: String
        var kind: ClassificationInput.Kind
        var reason: ClassificationReason
        var sentence: LocalizedText
        var other: OrNull<ClassificationReason>
    }

    @Sendable private func explain(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let body = try await request.json(Question.self, limits, upTo: limits.upload)
        var fields = FieldValidator()
        let input = body.item.value.input(at: "item", &fields)
        try fields.check()
        let explained = try await context.shop.explain(input, category: body.category, insteadOf: body.insteadOf)
        return try Response.json(
            Explanation(
                id: explained.id, kind: explained.kind, reason: explained.reason,
                sentence: LocalizedText { explained.reason.sentence(of: explained.id, in: $0) },
                other: OrNull(explained.other)))
    }
}
