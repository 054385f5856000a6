import FewShotLearning
import Hummingbird

/// How models were trained, those that are being trained now among them.
struct TrainingRoutes {
    let shelf: TrainingShelf

    func add(to routes: inout RouteTable) {
        routes.add(.get, "/v1/trainings", .read, list)
        routes.add(.get, "/v1/trainings/{id}", .read, get)
    }

    private struct Summary: Encodable {
        var id: String
        var state: TrainingShelf.Training.State
        var learner: OrNull<String>
        var epochs: Int
        var validationAccuracy: OrNull<Double>
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let shelf = shelf
        let trainings = try await context.desk.work.run { shelf.names().compactMap(shelf.training) }
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
        _ = try Query(request)
        let (id, shelf) = (try context.part("id"), shelf)
        guard let training = try await context.desk.work.run({ shelf.training(id) }) else {
            throw Problem.missing("training \"\(id)\"")
        }
        return try Response.json(training)
    }
}
