import Foundation
import HTTPTypes
import Hummingbird
import ShopGuide
import ShopGuideApplication

/// Trainings: those of models, which commands do, and those on the shop's own data, which the service does when it is asked to.
struct TrainingRoutes {
    let trainings: TrainingCatalog
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/trainings", .read, list)
        routes.add(.post, "/v1/trainings", .admin, begin)
        routes.add(.get, "/v1/trainings/{id}", .read, get)
        routes.add(.delete, "/v1/trainings/{id}", .admin, cancel)
        routes.add(.post, "/v1/trainings/{id}/resume", .admin, resume)
        routes.add(.post, "/v1/trainings/{id}/activate", .admin, activate)
        routes.add(.get, "/v1/trainings/{id}/report", .read, report)
    }

    /// A training in the list.
    private enum Item: Encodable, Sendable {
        case shop(ShopTrainingView)
        case model(TrainingSummary)

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .shop(let view): try view.encode(to: encoder)
            case .model(let summary): try summary.encode(to: encoder)
            }
        }
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        let query = try QueryParameters(request, "kind")
        let kind = try query.text("kind", bytes: 16)
        guard kind == nil || kind == "shop" || kind == "model" else {
            throw Problem(field: "kind", "must be shop or model")
        }
        let (shop, catalog) = (try context.shop, trainings)
        let items = try await shop.executor.run {
            let own =
                kind == "model" ? [] : try shop.trainings.trainings().map { try shop.trainings.details(of: $0.id) }
            let models = kind == "shop" ? [] : catalog.trainings()
            return own.map { Item.shop(ShopTrainingView($0)) } + models.map { Item.model(TrainingSummary($0)) }
        }
        return try Response.json(["items": items])
    }

    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["budget", "activate"]
        var budget: Double?
        var activate: Bool?
    }

    @Sendable private func begin(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let body = try await request.json(Body.self, limits)
        let options = ShopTraining.Options(budget: body.budget, activates: body.activate ?? false)
        let shop = try context.shop
        let training = try await shop.executor.run { try shop.trainings.add(options) }
        return try await accepted(training, in: shop)
    }

    @Sendable private func resume(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (id, shop) = (try context.part("id"), try context.shop)
        return try await accepted(try await shop.executor.run { try shop.trainings.resume(id) }, in: shop)
    }

    @Sendable private func cancel(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (id, shop) = (try context.part("id"), try context.shop)
        return try await accepted(try await shop.executor.run { try shop.trainings.cancel(id) }, in: shop)
    }

    private func accepted(_ training: ShopTraining, in shop: Shop) async throws -> Response {
        let details = try await shop.executor.run { try shop.trainings.details(of: training.id) }
        var response = try Response.json(ShopTrainingView(details), status: .accepted)
        response.headers[.location] = "/v1/trainings/\(training.id)"
        return response
    }

    @Sendable private func activate(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (id, shop) = (try context.part("id"), try context.shop)
        try await shop.activate(training: id)
        return try Response.json(ShopTrainingView(try await shop.executor.run { try shop.trainings.details(of: id) }))
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (id, catalog, shop) = (try context.part("id"), trainings, try context.shop)
        let own = try await shop.executor.run { () -> ShopTrainingDetails? in
            shop.trainings.knows(id) ? try shop.trainings.details(of: id) : nil
        }
        if let own { return try Response.json(ShopTrainingView(own)) }
        return try Response.json(try await shop.executor.run { try catalog.training(id) })
    }

    /// The report has a style sheet and drawings in it, and nothing that runs.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"

    @Sendable private func report(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (id, shop) = (try context.part("id"), try context.shop)
        let file = try await shop.executor.run { () -> FileHandle in
            guard let url = try shop.trainings.reportFile(of: id), let file = try? FileHandle(forReadingFrom: url)
            else {
                throw GuideError(.conflict, "training \"\(id)\" has no report yet")
            }
            return file
        }
        let headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: Self.policy,
        ]
        return try Response.file(file, headers, by: shop.executor)
    }
}

/// A training on the shop's own data as it is shown.
struct ShopTrainingView: Encodable, Sendable {
    private let id: String
    private let kind = "shop"
    private let state: String
    private let cause: String
    private let budget: OrNull<Double>
    private let created: Timestamp
    private let started, ended: OrNull<Timestamp>
    private let progress, expectedSeconds: OrNull<Double>
    private let stage: OrNull<String>
    private let notes: [String]
    private let problem: OrNull<String>
    private let outcome: OrNull<TrainingOutcome>
    private let active: Bool

    init(_ details: ShopTrainingDetails) {
        let training = details.training
        (id, state, cause) = (training.id, training.state.rawValue, training.cause.rawValue)
        (budget, created) = (OrNull(training.budget), training.created)
        (started, ended) = (OrNull(training.started), OrNull(training.ended))
        let isDone = training.state == .finished
        progress = OrNull(isDone ? 1 : details.progress?.share)
        expectedSeconds = OrNull(details.progress?.expectedSeconds)
        stage = OrNull(training.state == .running ? details.progress?.stage : nil)
        notes = details.progress?.notes ?? []
        problem = OrNull(training.problem)
        outcome = OrNull(details.outcome)
        active = details.isActive
    }
}
