import FewShotLearning
import FewShotReport
import Foundation
import Hummingbird
import Mustache
import ShopGuideApplication

/// The models view: models, the product map, training curves, experiments and keys.
struct ModelsView: Sendable {
    let frame: PageFrame
    let trainings: TrainingCatalog
    private let template: MustacheTemplate

    init(_ frame: PageFrame, _ trainings: TrainingCatalog) throws {
        (self.frame, self.trainings) = (frame, trainings)
        template = try MarkupTemplate.parsed(EmbeddedFiles.bytes(of: "models.mustache"))
    }

    private struct Body {
        struct Link {
            let id: String
            let address: String
            let isCurrent: Bool
            let isRunning: Bool
        }

        struct Guide {
            let name: String
            let isSecond: Bool
        }

        struct ScopeChoice {
            let name: String
            let meaning: String
        }

        let words: [String: String]
        /// Whether who looks may change models, experiments and keys.
        let isAdmin: Bool
        /// Whether who looks may change the shop.
        let canWrite: Bool
        let guides: [Guide]
        let scopes: [ScopeChoice]
        let isRunning: Bool
        let trainings: [Link]
        let hasTrainings: Bool
        let shown: Shown?
    }

    private struct Shown {
        let state: String
        let accuracy: String?
        let charts: [ChartView]
        let hasCharts: Bool
        let facts: [Fact]
        let hasFacts: Bool
    }

    private struct Fact {
        let name: String
        let value: String
    }

    /// Renders the view.
    @Sendable func show(_ request: Request, _ context: GuideContext) async throws -> Response {
        let reader = PageFrame.Reader(request)
        let words = frame.words.part("models", in: reader.language)
        let (shop, catalog) = (try context.shop, trainings)
        let list = try await shop.executor.run { catalog.trainings() }
        let asked = list.first { $0.id == reader.query["training"] }
        let chosen = asked ?? list.first { $0.state == .running } ?? list.last { !$0.epochs.isEmpty } ?? list.first
        let body = template.render(
            Body(
                words: words, isAdmin: context.visit?.scope == .admin,
                canWrite: context.visit.map { $0.scope >= .write } ?? false,
                guides: shop.learners.enumerated().map {
                    Body.Guide(name: $1, isSecond: $0 == 1)
                },
                scopes: [KeyScope.read, .write, .admin].map { scope in
                    Body.ScopeChoice(name: scope.rawValue, meaning: words["scope.\(scope.rawValue)"] ?? "")
                },
                isRunning: chosen?.state == .running,
                trainings: list.map {
                    Body.Link(
                        id: $0.id, address: $0.id.asAddress, isCurrent: $0.id == chosen?.id,
                        isRunning: $0.state == .running)
                },
                hasTrainings: !list.isEmpty, shown: chosen.map { shown($0, words) }))
        return frame.response(.models, for: reader, body: body)
    }

    private func shown(_ training: TrainingCatalog.Training, _ words: [String: String]) -> Shown {
        func say(_ name: String) -> String { words[name] ?? name }
        let charts = charts(training, words)
        var facts: [Fact] = []
        func add(_ name: String, _ value: String?) {
            if let value { facts.append(Fact(name: say("fact.\(name)"), value: value)) }
        }
        let (architecture, provenance) = (training.architecture.value, training.provenance.value)
        add("learner", architecture.map { "\($0.learner), \($0.encoder), \($0.metric.rawValue)" })
        add("data", provenance.map { "\($0.data.name) (\($0.data.scheme), \($0.data.digest.prefix(12)))" })
        add("protocol", provenance.map { "\($0.configuration.validationShape), \($0.validationProtocol.rawValue)" })
        add("rule", provenance.map { "\($0.checkpoint.rule), \($0.checkpoint.step)" })
        add("seed", provenance.map { "\($0.configuration.seed)" })
        add("episodes", provenance.map { Double($0.episodes).text(decimals: 0) })
        add(
            "time",
            provenance.map { "\(Duration.seconds($0.trainingSeconds).formatted(.time(pattern: .hourMinuteSecond)))" })
        add("machine", provenance?.machine)
        add("revision", provenance?.revision)
        let accuracy = provenance.map { "\(say("validation")): \($0.checkpoint.validationAccuracy.percent())" }
        return Shown(
            state: say("state.\(training.state.rawValue)"), accuracy: accuracy, charts: charts,
            hasCharts: !charts.isEmpty,
            facts: facts, hasFacts: !facts.isEmpty)
    }

    private func charts(_ training: TrainingCatalog.Training, _ words: [String: String]) -> [ChartView] {
        let epochs = training.epochs
        guard epochs.count > 1 else { return [] }
        func say(_ name: String) -> String { words[name] ?? name }
        func series(_ name: String, _ value: (EpochReport) -> Double) -> LineChart.Series {
            LineChart.Series(name: say(name), points: epochs.map { .init(x: Double($0.step), y: value($0)) })
        }
        var accuracy = LineChart(
            title: say("accuracy"), horizontalLabel: say("steps"), verticalLabel: say("accuracy"),
            series: [series("validation", \.validationAccuracy), series("train", \.accuracy)])
        accuracy.isPercent = true
        if let best = epochs.last(where: \.isBest) {
            accuracy.marks = [.init(x: Double(best.step), label: say("best"))]
        }
        let loss = LineChart(
            title: say("loss"), horizontalLabel: say("steps"), verticalLabel: say("loss"),
            series: [series("validation", \.validationLoss), series("train", \.loss)])
        return [ChartView(accuracy), ChartView(loss)]
    }
}

extension String {
    /// This text, percent-encoded for a path segment or a query value.
    var asAddress: String {
        let safe = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return addingPercentEncoding(withAllowedCharacters: safe) ?? self
    }
}
