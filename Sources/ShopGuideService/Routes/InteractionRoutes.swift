import FewShotDigests
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ShopGuide
import ShopGuideApplication

/// Interactions of shoppers.
struct InteractionRoutes {
    let limits: ServiceOptions.Limits
    private static let idempotencyKey = HTTPField.Name("Idempotency-Key")

    func add(to routes: inout RouteTable) { routes.add(.post, "/v1/interactions", .write, save) }

    private struct Batch: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["interactions"]
        var interactions: [Strict<InteractionRequest>]
    }

    private struct Answer: Encodable {
        var stored: Int
        var added: Int
        var rejected: [RejectedLine]
        var replayed: Bool
    }

    @Sendable private func save(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        try request.require(["application/json", "application/x-ndjson"])
        let bytes = try await request.bytes(upTo: limits.upload, within: limits.bodyTime)
        let lines: Request.Lines<InteractionRequest>
        if request.mediaType == "application/json" {
            let batch = try JSONDecoder().decode(Strict<Batch>.self, from: Data(bytes.readableBytesView)).value
            guard 1...limits.lines ~= batch.interactions.count else {
                throw Problem(
                    field: "interactions", "must be 1 to \(limits.lines) (got \(batch.interactions.count))")
            }
            lines = Request.Lines(
                values: batch.interactions.enumerated().map { .init(line: $0 + 1, value: $1.value) })
        } else {
            lines = try Request.lines(of: InteractionRequest.self, in: bytes, limits)
        }
        var batch = InteractionBatch(rejected: lines.rejected)
        for line in lines.values {
            var fields = FieldValidator()
            if let interaction = line.value.interaction(&fields) {
                batch.add(interaction, answering: line.value.recommendation, line: line.line)
            } else {
                batch.reject(line.line, fields.fields)
            }
        }
        if let key = Self.idempotencyKey.flatMap({ request.headers[$0] }) {
            try batch.identify(by: key, digest: SHA256.hexadecimal(of: Data(bytes.readableBytesView)))
        }
        let result = try await context.shop.save(batch)
        return try Response.json(
            Answer(
                stored: result.stored, added: result.added, rejected: result.rejected, replayed: result.isReplayed))
    }
}

/// An interaction as somebody sends it.
struct InteractionRequest: StrictlyNamed, Sendable {
    static let fieldNames: Set<String> = [
        "id", "shopper", "product", "kind", "value", "time", "market", "recommendation",
    ]

    var id: String?
    var shopper: String
    var product: String
    var kind: String
    var value: Double?
    var time: String?
    var market: String?
    var recommendation: String?

    /// Returns the interaction, or nil where its kind or its time can't be read.
    func interaction(_ fields: inout FieldValidator) -> Interaction? {
        let kind = Interaction.Kind(rawValue: kind)
        if kind == nil { fields.add("kind", "must be one of \(Interaction.Kind.list)") }
        let moment = time.flatMap { Timestamp($0) }
        if time != nil, moment == nil {
            fields.add("time", "must be such as 2017-01-28T19:06:53Z, or seconds since 1970")
        }
        guard fields.fields.isEmpty, let kind else { return nil }
        return Interaction(
            id: id, shopper: shopper, product: product, kind: kind, value: value, time: moment, market: market)
    }
}
