import FewShotTensors
public import ShopGuide
import ShopGuideStore
import ShopGuideFeeds

extension Shop {
    /// Lists the experiments, in the order in which they began.
    public func experiments() async throws -> [Experiment] { try await read { try $0.experiments() } }

    /// Returns an experiment with its result so far.
    ///
    /// - Throws: ``GuideError`` where there is none of that name.
    public func experiment(_ name: String) async throws -> (experiment: Experiment, result: ExperimentResult) {
        try await read { store in
            guard let experiment = try store.experiment(name), let result = try store.result(of: name) else {
                throw GuideError.missing("experiment \"\(name)\"")
            }
            return (experiment, result)
        }
    }

    /// Begins an experiment; only one runs at a time, for two would decide about the same lists.
    ///
    /// - Throws: ``GuideError`` naming the invalid field, or where another experiment runs or has the name.
    public func begin(_ experiment: Experiment) async throws {
        try validate(experiment)
        try await committer.commit { [running] writer in
            if let other = running.withLock({ $0 }) {
                throw GuideError(.conflict, "experiment \"\(other.name)\" is running; stop it first")
            }
            do { try writer.begin(experiment) } catch let problem as RowProblem {
                throw GuideError(.conflict, problem.reason)
            }
        } applying: { [running] _ in
            running.withLock { $0 = experiment }
        }
    }

    private func validate(_ experiment: Experiment) throws {
        var fields = FieldValidator()
        if experiment.name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_.-]{0,63}/) == nil {
            fields.add("name", "must be 1 to 64 letters, digits and -._")
        }
        for (field, name) in [("a", experiment.a), ("b", experiment.b)] where !learners.contains(name) {
            fields.add(
                field, "there is no guide \"\(name.prefix(100))\"; there are \(learners.joined(separator: ", "))")
        }
        fields.range("share", experiment.share, 0...1)
        try fields.check()
    }

    /// Ends an experiment; one that has ended stays as it is.
    ///
    /// - Throws: ``GuideError`` where there is none of that name.
    public func stop(experiment name: String) async throws -> Experiment {
        try await committer.commit { writer in
            guard try writer.stop(experiment: name, at: .now) else {
                throw GuideError.missing("experiment \"\(name)\"")
            }
        } applying: { [running] _ in
            running.withLock { if $0?.name == name { $0 = nil } }
        }
        return try await experiment(name).experiment
    }

    /// Recommends products to a shopper by the recommender that an experiment has for them, and keeps what they are shown.
    func recommend(
        _ asked: RecommendationRequest, to shopper: String, in experiment: Experiment, _ recommender: ShopRecommender
    ) async throws -> Recommended {
        func request(of arm: Experiment.Arm) -> RecommendationRequest {
            var asked = asked
            asked.learner = experiment.guide(of: arm)
            return asked
        }
        switch experiment.design {
        case .split:
            let arm = experiment.arm(of: shopper)
            let split = request(of: arm)
            let answer = try await ranked { try recommender.recommend(split) }
            expose(answer.items.map { TeamDraft.Pick(product: $0.product.id, team: arm) }, to: shopper, in: experiment)
            return Recommended(answer: answer, experiment: experiment.name, arm: arm)
        case .interleaved:
            let (first, second) = (request(of: .a), request(of: .b))
            let answers = try await ranked { [try recommender.recommend(first), try recommender.recommend(second)] }
            let day = Timestamp.now.milliseconds / 86_400_000
            var generator = SeededGenerator(seed: experiment.seed(for: shopper, day: day))
            let ids = answers.map { $0.items.map(\.product.id) }
            let known = Dictionary(answers.flatMap(\.items).map { ($0.product.id, $0) }) { first, _ in first }
            let draft = TeamDraft(
                ids[0], ids[1], count: asked.limit,
                family: asked.includesVariants
                    ? nil : { known[$0].flatMap { ProductFamily(of: $0.product)?.key } }, using: &generator)
            var answer = answers[0]
            answer.items = draft.picks.compactMap { known[$0.product] }
            answer.learner = "\(experiment.a) and \(experiment.b)"
            expose(draft.picks, to: shopper, in: experiment)
            return Recommended(answer: answer, experiment: experiment.name)
        }
    }

    /// Keeps what a shopper is shown; nobody waits for that, and later interactions are saved after it.
    private func expose(_ picks: [TeamDraft.Pick], to shopper: String, in experiment: Experiment) {
        guard !picks.isEmpty else { return }
        committer.enqueue { try $0.expose(picks, to: shopper, in: experiment.name) }
    }
}
