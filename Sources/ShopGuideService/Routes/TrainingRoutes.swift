import FewShotLearning
import Hummingbird
import ShopGuideApplication

/// Trainings of models, those that are running among them.
struct TrainingRoutes {
    let trainings: TrainingCatalog

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/trainings", .read, list)
        routes.add(.get, "/v1/trainings/{id}", .read, get)
    }

    private struct Summary: Encodable {
        var id: String
        var state: TrainingCatalog.Training.State
        var learner: OrNull<String>
        var epochs: Int
        var validationAccuracy: OrNull<Double>
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let catalog = trainings
        let trainings = try await context.shop.executor.run { catalog.names().compactMap(catalog.training) }
        let items = trainings.map { training in
            Summary(
                id: training.id, state: training.state, learner: OrNull(training.architecture.value?.learner),
                epochs: training.epochs.count,
                validationAccuracy: OrNull(
                    training.provenance.value?.checkpoint.validationAccuracy
                        ?? training.epochs.map(\.validationAccuracy).max()))
        }
        return try Response.json(["items": items])
    }

    @Sendable private func get(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try QueryParameters(request)
        let (id, catalog) = (try context.part("id"), trainings)
        guard let training = try await context.shop.executor.run({ catalog.training(id) }) else {
            throw Problem.missing("training \"\(id)\"")
        }
        return try Response.json(training)
    }
}
