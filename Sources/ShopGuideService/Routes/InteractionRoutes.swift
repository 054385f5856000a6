import FewShotDigests
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ShopGuide
import ShopGuideApplication

/// What shoppers did.
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
        var rejected: [LineRejection]
        var replayed: Bool
    }

    @Sendable private func save(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let key = try Self.idempotencyKey.flatMap { request.headers[$0] }.map { key in
            guard 1...200 ~= key.utf8.count else {
                throw Problem(field: "Idempotency-Key", "must be of 1 to 200 bytes")
            }
            return key
        }
        try request.require(["application/json", "application/x-ndjson"])
        let bytes = try await request.bytes(upTo: limits.upload, within: limits.bodyTime)
        let lines: Request.Lines<InteractionRequest>
        if request.mediaType == "application/json" {
            let batch = try JSONDecoder().decode(Strict<Batch>.self, from: Data(bytes.readableBytesView)).value
            guard 1...limits.lines ~= batch.interactions.count else {
                throw Problem(field: "interactions", "must be 1 to \(limits.lines), not \(batch.interactions.count)")
            }
            lines = Request.Lines(
                values: batch.interactions.enumerated().map { .init(line: $0 + 1, value: $1.value) })
        } else {
            lines = try Request.lines(of: InteractionRequest.self, in: bytes, limits)
        }
        var sending = InteractionSending(rejected: lines.rejected)
        for line in lines.values { sending.take(line.value, at: line.line) }
        if let key { sending.name(key, digest: SHA256.hexadecimal(of: Data(bytes.readableBytesView))) }
        let result = try await context.desk.save(sending)
        return try Response.json(
            Answer(
                stored: result.stored, added: result.added, rejected: result.rejected, replayed: result.isReplayed))
    }
}

/// An interaction as somebody sends it.
struct InteractionRequest: StrictlyNamed, Sendable {
    static let fieldNames: Set<String> = ["id", "shopper", "product", "kind", "value", "time", "market"]

    var id: String?
    var shopper: String
    var product: String
    var kind: String
    var value: Double?
    var time: String?
    var market: String?

    /// So many milliseconds another clock may be ahead of ours.
    private static let clockTolerance: Int64 = 300_000

    /// Returns the interaction, or what is wrong with it.
    func interaction(now: Timestamp) -> Result<Interaction, Problem> {
        var checks = FieldChecks()
        if let id { checks.identifier("id", id) }
        checks.identifier("shopper", shopper)
        checks.identifier("product", product)
        let kind = Interaction.Kind(rawValue: kind)
        if kind == nil { checks.object("kind", "must be one of \(Interaction.Kind.list)") }
        if kind == .rating, value == nil { checks.object("value", "is missing: what is the rating?") }
        let moment = time.map { Timestamp($0) } ?? now
        if let moment {
            if moment.milliseconds > now.milliseconds + Self.clockTolerance {
                checks.object("time", "lies in the future")
            }
        } else {
            checks.object("time", "must be such as 2017-01-28T19:06:53Z, or seconds since 1970")
        }
        if let market { checks.market("market", market) }
        guard checks.found.isEmpty, let kind else { return .failure(Problem(fields: checks.found)) }
        return .success(
            Interaction(
                id: id, shopper: shopper, product: product, kind: kind, value: value, time: moment, market: market))
    }
}
