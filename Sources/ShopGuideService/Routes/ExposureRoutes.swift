import Foundation
import Hummingbird
import ShopGuide
import ShopGuideApplication

/// The log of what shoppers were shown.
struct ExposureRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) { routes.add(.post, "/v1/exposures", .write, save) }

    private struct Batch: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["exposures"]
        var exposures: [Strict<ExposureFields>]
    }

    @Sendable private func save(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        try request.require(["application/json", "application/x-ndjson"])
        let bytes = try await request.bytes(upTo: limits.upload, within: limits.bodyTime)
        let lines: Request.Lines<ExposureFields>
        if request.mediaType == "application/json" {
            let batch = try JSONDecoder().decode(Strict<Batch>.self, from: Data(bytes.readableBytesView)).value
            guard 1...limits.lines ~= batch.exposures.count else {
                throw Problem(field: "exposures", "must be 1 to \(limits.lines) (got \(batch.exposures.count))")
            }
            lines = Request.Lines(
                values: batch.exposures.enumerated().map { .init(line: $0 + 1, value: $1.value) })
        } else {
            lines = try Request.lines(of: ExposureFields.self, in: bytes, limits)
        }
        var batch = ExposureBatch(rejected: lines.rejected)
        for line in lines.values { batch.add(line.value, line: line.line) }
        return try Response.json(try await context.shop.save(batch))
    }
}

extension ExposureFields: StrictlyNamed {
    static let fieldNames: Set<String> = ["recommendation", "shopper", "product", "position", "propensity", "time"]
}
