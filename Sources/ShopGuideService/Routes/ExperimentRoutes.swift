import Foundation
import HTTPTypes
import Hummingbird
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// Two guides side by side: beginning, watching and ending experiments.
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

        func experiment(of learners: [String]) throws -> Experiment {
            let isName = name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_.-]{0,63}/) != nil
            guard isName else { throw Problem(field: "name", "must be 1 to 64 letters, digits and -._") }
            for (field, guide) in [("a", a), ("b", b)] where !learners.contains(guide) {
                let known = learners.joined(separator: ", ")
                throw Problem(field: field, "there is no guide \"\(guide.prefix(100))\"; there are \(known)")
            }
            let share = share ?? 0.5
            guard 0...1 ~= share else { throw Problem(field: "share", "must be from 0 to 1") }
            return Experiment(name: name, a: a, b: b, design: design ?? .split, share: share, started: .now)
        }
    }

    @Sendable private func list(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let experiments = try await context.desk.read { try $0.experiments() }
        return try Response.json(["experiments": experiments.map(ExperimentView.init)])
    }

    @Sendable private func begin(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let experiment = try (await request.json(Body.self, limits)).experiment(
            of: try context.desk.recommender.learners)
        try await context.desk.begin(experiment)
        return try Response.json(ExperimentView(experiment), status: .created)
    }

    @Sendable private func result(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let name = try context.part("name", bytes: 64)
        let found = try await context.desk.read { store in
            try store.experiment(name).map { ($0, try store.result(of: name)) }
        }
        guard let (experiment, result) = found, let result else { throw Problem.missing("experiment \"\(name)\"") }
        return try Response.json(ExperimentView.WithResult(experiment: experiment, result: result))
    }

    @Sendable private func stop(_ request: Request, _ context: GuideContext) async throws -> Response {
        _ = try Query(request)
        let name = try context.part("name", bytes: 64)
        return try Response.json(ExperimentView(try await context.desk.stop(experiment: name)))
    }
}

/// An experiment as it's shown.
struct ExperimentView: Encodable {
    var name: String
    var a: String
    var b: String
    var design: Experiment.Design
    var share: Double
    var started: Timestamp
    var stopped: OrNull<Timestamp>

    init(_ experiment: Experiment) {
        name = experiment.name
        a = experiment.a
        b = experiment.b
        design = experiment.design
        share = experiment.share
        started = experiment.started
        stopped = OrNull(experiment.stopped)
    }

    /// An experiment with what came of it.
    struct WithResult: Encodable {
        var experiment: ExperimentView
        var results: Results

        init(experiment: Experiment, result: ExperimentResult) {
            self.experiment = ExperimentView(experiment)
            results = Results(
                a: Arm(result.a), b: Arm(result.b), clickDifference: Interval(result.clickDifference),
                purchaseDifference: Interval(result.purchaseDifference),
                preference: OrNull(result.preference.map(Share.init)))
        }
    }

    struct Results: Encodable {
        var a: Arm
        var b: Arm
        var clickDifference: Interval
        var purchaseDifference: Interval
        var preference: OrNull<Share>
    }

    struct Arm: Encodable {
        var shoppers: Int
        var exposures: Int
        var clicks: Share
        var purchases: Share

        init(_ result: ExperimentResult.ArmResult) {
            shoppers = result.shoppers
            exposures = result.exposures
            clicks = Share(result.clicks)
            purchases = Share(result.purchases)
        }
    }

    struct Interval: Encodable {
        var low: Double
        var high: Double

        init(_ interval: ShareInterval) {
            low = interval.low
            high = interval.high
        }
    }

    struct Share: Encodable, Sendable {
        var count: Int
        var of: Int
        var rate: OrNull<Double>
        var low: Double
        var high: Double

        init(_ share: CountedShare) {
            count = share.successes
            of = share.trials
            rate = OrNull(share.share)
            low = share.interval.low
            high = share.interval.high
        }
    }
}
