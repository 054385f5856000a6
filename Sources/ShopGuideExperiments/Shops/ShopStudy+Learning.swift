import FewShotLearning
import FewShotNetworks
import FewShotReport
import FewShotTensors
import Foundation
import ShopGuide

extension ShopStudy {
    /// The outcome of learning.
    package struct Outcome: Sendable, Encodable {
        /// The evaluation on the test span.
        package var report: ShopEvaluationReport
        /// The folder of the trained models; nil where there is too little data.
        package var models: String?
        /// The trained learner that is to serve.
        package var learner: String?
        /// The folder of the model of products that was trained on the shop's categories, where it is better than the active one.
        package var products: String?
        /// The learner that served before.
        package var active: String
        /// The advantage over it on validation, with half its 95 % interval.
        package var advantage: [Double]
        /// Whether it is ahead by more than its error.
        package var isBetter: Bool { advantage.count == 2 && advantage[0] > advantage[1] }
        /// Whether it was made active.
        package var activated = false

        private enum CodingKeys: String, CodingKey {
            case report, models, learner, products, active, advantage, isBetter, activated
        }

        /// Writes the outcome.
        package func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(report, forKey: .report)
            try values.encodeIfPresent(models, forKey: .models)
            try values.encodeIfPresent(learner, forKey: .learner)
            try values.encodeIfPresent(products, forKey: .products)
            try values.encode(active, forKey: .active)
            try values.encode(advantage, forKey: .advantage)
            try values.encode(isBetter, forKey: .isBetter)
            try values.encode(activated, forKey: .activated)
        }
    }

    /// The learners of a folder of models, in the order in which they are trained.
    static let served = ["relation", "market-relation", "prototype", "maml", "sasrec", "blend"]

    /// Trains all that there is data for, chooses on validation, tests, and writes the models and the report.
    ///
    /// - Parameters:
    ///   - url: The folder.
    ///   - resume: Whether to go on with what is in it.
    ///   - active: The learner that serves now.
    ///   - command: The command line.
    /// - Returns: The outcome.
    /// - Throws: ``ExperimentError`` if the user stopped it, what was finished being kept.
    package func learned(
        in url: URL, resume: Bool, comparedWith active: String, command: String
    ) throws -> Outcome {
        let (run, choice, report) = try results(in: url, resume: resume, command: command)
        var outcome = Outcome(report: report, active: active, advantage: [])
        if plan.isEnough {
            let models = url.appending(path: "models")
            try save(run, choice, in: models)
            outcome.models = models.relativePath
            if Self.served.contains(choice.chosen) { outcome.learner = choice.chosen }
            // What serves under the name of relations came with shopguide, where nothing was learned before.
            let name = active == "relation" ? "relation-shipped" : active == "popular" ? "popularity" : active
            outcome.advantage = choice.advantages[ServedLearner.name] ?? choice.advantages[name] ?? []
        }
        if report.categories?.chosen == CategoryStudy.trainedName {
            outcome.products = url.appending(path: CategoryStudy.trainedName).relativePath
        }
        try write(report, in: url)
        return outcome
    }

    private func save(_ run: ShopRun, _ choice: ShopRun.Choice, in folder: URL) throws {
        let trainings = run.folder.url.appending(path: "trainings").appending(path: run.after.name)
        func save<Trained: Module>(
            _ name: String, _ stages: String..., module: () throws -> Trained,
            architecture: (Trained) -> Architecture? = { _ in nil }
        ) throws {
            try run.folder.checkStop()
            // It is trained here, unless a protocol needed it before.
            let module = try module()
            // The folder of its last training has the model with its description; one without examples was left out.
            let folders = stages.map { trainings.appending(path: $0) }
            let last = folders.first { FileManager.default.fileExists(atPath: $0.path(percentEncoded: false)) }
            var (description, _) = try ModelFolder(last ?? folders[0], registry: .shop).contents()
            if let architecture = architecture(module) { description.architecture = architecture }
            if let score = choice.validation[name] { description.provenance?.checkpoint.validationAccuracy = score }
            try ModelFolder(folder.appending(path: name), registry: .shop).save(module, description)
        }
        try save("relation", "relation-latest", "relation") { try run.after.relation() }
        if run.after.hasMarkets {
            // It has the recipe of what was adapted.
            try save("market-relation", "relation-latest", "relation") {
                try run.after.marketRelation()
            } architecture: {
                $0.architecture
            }
        }
        try save("prototype", "prototype") { try run.after.space().prototype }
        try save("maml", "maml") { try run.after.space().maml }
        try save("sasrec", "sasrec") { try run.after.sequence() }
        guard !choice.blend.weights.isEmpty else { return }
        try ModelFolder(folder.appending(path: "blend"), registry: .shop).save(
            LearnerMixture(choice.blend.weights, contentShare: choice.contentShare),
            ModelDescription(architecture: LearnerMixture.architecture))
    }

    private func write(_ report: ShopEvaluationReport, in url: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(report)
        try writing(in: url) {
            try DurableFile.write(json, to: url.appending(path: "report.json"))
            try DurableFile.write(Data("\(report.text)\n".utf8), to: url.appending(path: "report.txt"))
            try DurableFile.write(
                Data(try HTMLReport(report.content).html.utf8), to: url.appending(path: "report.html"))
        }
    }
}
