import FewShotLearning
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication

/// An evaluation of a shop's own shoppers, and learning from them.
package struct ShopStudy: Sendable {
    /// The name of the store in reports.
    let store: String
    let shop: ShopInteractions
    let spans: TimeSpans
    /// The plan of the study.
    package let plan: ShopPlan
    private let shipped: ShopperModel?
    private let settings: ShopRun.Settings
    private let active: LearnedShoppers?
    private let categories: CategoryStudy?
    private let minutes: Double?
    let monitor: any WorkMonitor

    /// The settings of a study.
    package struct Options: Sendable {
        /// The seed of everything that is drawn.
        package var seed: UInt64 = 0
        /// The minutes that it may take; nil where nobody said.
        package var minutes: Double?
        /// The most shoppers that are asked for in one protocol.
        package var shoppers = 1000
        /// Jobs that are done at the same time.
        package var width = 1
        /// Whether learners of shoppers are trained where there is enough data, not measured beside as they came.
        package var trains = true
        /// The most products of which EASE is exact; as many as usual where it is nil.
        package var easeLimit: Int?
        /// The learners that were learned before and serve now, if some are.
        package var active: LearnedShoppers?
        /// The study of the shop's categories; without it they are left out.
        package var categories: CategoryStudy?

        /// Creates the default options.
        package init() {}
    }

    /// Prepares a study.
    ///
    /// - Parameters:
    ///   - store: The name of the store in reports.
    ///   - shop: Its interactions.
    ///   - shipped: The ranker of relations as it came, which never saw the shop.
    ///   - options: The options.
    ///   - monitor: The listener to the progress, which may stop it.
    /// - Throws: ``ExperimentError`` where there are too few events to divide by time.
    package init(
        of store: String, _ shop: ShopInteractions, shipped: ShopperModel?, _ options: Options,
        monitor: any WorkMonitor
    ) throws {
        let spans = shop.spans
        let own = options.categories?.seconds(in: options.minutes) ?? 0
        plan = ShopPlan(
            shop, minutes: options.minutes.map { max(0.01, $0 - own / 60) }, shoppers: options.shoppers,
            trains: options.trains)
        (categories, minutes) = (options.categories, options.minutes)
        guard let spans else {
            throw ExperimentError(
                "\(store): \(ShopPlan.missing(shop)); to measure anything, it needs ten events at three moments: "
                    + "shopguide catalog import interactions FILE")
        }
        (self.store, self.shop, self.spans, self.shipped, self.monitor) = (store, shop, spans, shipped, monitor)
        active = options.active
        settings = ShopRun.Settings(
            seed: options.seed, share: plan.share, shoppers: plan.shoppers,
            width: options.width,
            trains: plan.isEnough, easeLimit: options.easeLimit, seconds: plan.seconds + own)
    }

    /// Says what was found and how long it takes.
    package func announce() {
        for sentence in sentences { monitor.note(sentence) }
        monitor.note(
            "it takes about \(NumberFormat.duration(settings.seconds)) and \(plan.megabytes) MB"
                + (plan.share < 1 ? String(format: "; %.0f %% of the training fits the budget", plan.share * 100) : ""))
    }

    /// A sentence on each thing that was found, and on each that was left out and why.
    private var sentences: [String] { plan.sentences + (categories?.sentences ?? []) }

    /// Trains, chooses and tests in a folder.
    ///
    /// - Parameters:
    ///   - url: The folder; finished numbers and trainings are kept in it.
    ///   - resume: Whether to go on with what is in it.
    ///   - command: The command line of the study.
    /// - Returns: The run with its choice, and the report.
    /// - Throws: ``ExperimentError`` if the user stopped it, what was finished being kept.
    func results(
        in url: URL, resume: Bool, command: String
    ) throws -> (run: ShopRun, choice: ShopRun.Choice, report: ShopEvaluationReport) {
        let digest = shop.digest
        let folder = try ExperimentFolder(
            url,
            ExperimentFolder.Settings(
                table: settings.name, data: digest, seed: settings.seed, share: settings.share),
            data: Provenance.Data(
                name: "store:\(store)", digest: digest, scheme: "events before \(spans.test.text)", splitDigest: ""),
            resume: resume, monitor: monitor)
        let machine = Program.machine()
        // Jobs run side by side, each operation in one thread: most are too small to be shared.
        try TensorRuntime.setThreads(1)
        // A run that goes on is compared with what served when it began.
        let served = try folder.number("active") { active.map { ServedLearner($0) } }
        let run = ShopRun(shop, spans, settings, shipped: shipped, active: try served?.read(), folder: folder)
        monitor.plan(run.plan(tests: 100))
        let choice = try run.choice()
        let test = ShopTest(run: run, choice: choice)
        let tables = try test.tables() + test.newMarkets()
        var report = report(run, choice, tables, command: command)
        report.categories = try categories?.measured(in: folder, minutes: minutes)?.table
        (report.seconds, report.machine) = (folder.seconds, machine)
        return (run, choice, report)
    }

    private func report(
        _ run: ShopRun, _ choice: ShopRun.Choice, _ tables: [ShopEvaluationReport.Table], command: String
    ) -> ShopEvaluationReport {
        func span(_ from: Timestamp, _ until: Timestamp, isLast: Bool = false) -> ShopEvaluationReport.Span {
            let count = shop.interactions.histories.reduce(0) { sum, history in
                sum + TimeSpans.count(history, before: until) - TimeSpans.count(history, before: from)
            }
            return ShopEvaluationReport.Span(
                from: shop.isDated ? from.text : nil, until: shop.isDated ? until.text : nil, events: count)
        }
        let after = Timestamp(milliseconds: spans.last.milliseconds + 1)
        let cold = Set(zip(shop.shopperIDs, run.examples.isCold).filter(\.1).map(\.0)).count
        return ShopEvaluationReport(
            store: store, products: shop.interactions.products, shoppers: shop.shoppers, events: shop.events,
            markets: shop.interactions.markets, train: span(spans.first, spans.validation),
            validation: span(spans.validation, spans.test), test: span(spans.test, after), coldShoppers: cold,
            chosen: choice.chosen, blend: choice.blend.weights, validationNDCG10: choice.validation,
            notes: sentences, tables: tables, seed: settings.seed, seconds: 0, machine: "",
            revision: Program.revision(), command: command)
    }

    /// Measures the shop's learners and baselines, in a folder of its own that goes away, or in one that is kept.
    ///
    /// - Parameters:
    ///   - folder: A folder that learning was done in, or will be; nil for one that goes away.
    ///   - command: The command line.
    /// - Returns: The report.
    /// - Throws: ``ExperimentError`` if the user stopped it.
    package func evaluated(in folder: URL?, command: String) throws -> ShopEvaluationReport {
        if let folder { return try results(in: folder, resume: true, command: command).report }
        let url = FileManager.default.temporaryDirectory.appending(path: "shopguide-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        return try results(in: url, resume: false, command: command).report
    }
}
