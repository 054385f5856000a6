import FewShotTensors
import HTTPTypes
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// What was recommended, and in which experiment.
struct Recommended: Sendable {
    var answer: Recommendations
    /// The experiment that decided who recommended, if one did.
    var experiment: String?
    /// The shopper's arm; nil where lists are interleaved.
    var arm: Experiment.Arm?
}

extension ShopDesk {
    /// Begins an experiment; one at a time, for two would decide about the same lists.
    func begin(_ experiment: Experiment) async throws {
        try await commits.commit { [running] writer in
            if let other = running.withLock({ $0 }) {
                throw Problem(.conflict, "experiment \"\(other.name)\" is under way; stop it first")
            }
            do { try writer.begin(experiment) } catch let problem as RowProblem {
                throw Problem(.conflict, problem.reason)
            }
        } applying: { [running] _ in
            running.withLock { $0 = experiment }
        }
    }

    /// Ends an experiment.
    func stop(experiment name: String) async throws -> Experiment {
        try await commits.commit { writer in
            guard try writer.stop(experiment: name, at: .now) else { throw Problem.missing("experiment \"\(name)\"") }
        } applying: { [running] _ in
            running.withLock { if $0?.name == name { $0 = nil } }
        }
        guard let experiment = try await read({ try $0.experiment(name) }) else {
            throw Problem.missing("experiment \"\(name)\"")
        }
        return experiment
    }

    /// Recommends products, by the guide that the experiment under way has for the shopper; notes what they were shown.
    ///
    /// Somebody without a name, and a request that names its learner, take part in no experiment.
    func recommend(_ request: RecommendationRequest, to shopper: String?) async throws -> Recommended {
        let recommender = recommender
        guard request.learner == nil, let shopper, let experiment = running.withLock({ $0 }) else {
            return Recommended(answer: try await ranked { try recommender.recommend(request) })
        }
        func asked(_ arm: Experiment.Arm) -> RecommendationRequest {
            var asked = request
            asked.learner = experiment.guide(of: arm)
            return asked
        }
        switch experiment.design {
        case .split:
            let arm = experiment.arm(of: shopper)
            let wanted = asked(arm)
            let answer = try await ranked { try recommender.recommend(wanted) }
            note(answer.items.map { TeamDraft.Pick(product: $0.product.id, team: arm) }, shopper, experiment)
            return Recommended(answer: answer, experiment: experiment.name, arm: arm)
        case .interleaved:
            let (first, second) = (asked(.a), asked(.b))
            let answers = try await ranked { [try recommender.recommend(first), try recommender.recommend(second)] }
            let day = Timestamp.now.milliseconds / 86_400_000
            var generator = SeededGenerator(seed: experiment.seed(for: shopper, day: day))
            let ids = answers.map { $0.items.map(\.product.id) }
            let draft = TeamDraft(ids[0], ids[1], count: request.limit, using: &generator)
            var answer = answers[0]
            let known = Dictionary(answers.flatMap(\.items).map { ($0.product.id, $0) }) { first, _ in first }
            answer.items = draft.picks.compactMap { known[$0.product] }
            answer.learner = "\(experiment.a) and \(experiment.b)"
            note(draft.picks, shopper, experiment)
            return Recommended(answer: answer, experiment: experiment.name)
        }
    }

    /// Ranks on a thread for that.
    private func ranked<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        let telemetry = work.telemetry
        return try await work.run { try telemetry.measured(.rank, body) }
    }

    /// Notes what a shopper is shown; nobody waits for that, and what they do next is noted after it.
    private func note(_ picks: [TeamDraft.Pick], _ shopper: String, _ experiment: Experiment) {
        guard !picks.isEmpty else { return }
        commits.note { try $0.expose(picks, to: shopper, in: experiment.name) }
    }
}
