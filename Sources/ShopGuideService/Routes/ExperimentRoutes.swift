import Foundation
import HTTPTypes
import Hummingbird
import ShopGuide
import ShopGuideApplication

/// Experiments with two recommenders side by side: begun, watched, ended.
struct ExperimentRoutes {
    let limits: ServiceOptions.Limits

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/experiments", .read, list)
        routes.add(.post, "/v1/experiments", .admin, begin)
        routes.add(.get, "/v1/experiments/{name}", .read, result)
        routes.add(.post, "/v1/experiments/{name}/stop", .admin, stop)
    }

    private struct Body: StrictlyNamed, Sendable {
        static let fieldNames: Set<String> = ["name", "a", "b", "design", "share"]
        var name: String
        var a: String
        var b: String
        var design: Experiment.Design?
        var share: Double?

        var experiment: Experiment {
            Experiment(name: name, a: a, b: b, design: design ?? .split, share: share ?? 0.5, started: .now)
        }
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let experiments = try await context.shop.experiments()
        return try Response.json(["experiments": experiments.map(ExperimentSummary.init)])
    }

    @Sendable private func begin(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let experiment = try await request.json(Body.self, limits).experiment
        try await context.shop.begin(experiment)
        return try Response.json(ExperimentSummary(experiment), status: .created)
    }

    @Sendable private func result(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let name = try context.part("name", bytes: 64)
        let (experiment, result) = try await context.shop.experiment(name)
        return try Response.json(ExperimentReport(experiment, result))
    }

    @Sendable private func stop(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let name = try context.part("name", bytes: 64)
        return try Response.json(ExperimentSummary(try await context.shop.stop(experiment: name)))
    }
}
