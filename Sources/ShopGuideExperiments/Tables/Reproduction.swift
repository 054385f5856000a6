import FewShotData
import FewShotDigests
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication

/// A reproduction of a table: trains missing models and evaluates missing entries; resumes after an interruption.
package struct Reproduction {
    let plan: TablePlan
    let sources: [DataName]
    /// The folder of shipped models.
    let models: URL
    /// The table's folder: trained models and `results.json`.
    let folder: URL
    let challenge: String?
    let episodes: Int
    let seed: UInt64
    let budget: Duration
    let options: DataOptions
    /// The pretrained encoders of the rows that stand on some.
    let pretrained: TablePretrained?
    let command: String
    let monitor: any WorkMonitor

    package init(
        plan: TablePlan, sources: [DataName], models: URL, folder: URL, challenge: String?, episodes: Int, seed: UInt64,
        budget: Duration, options: DataOptions, pretrained: TablePretrained?, command: String, monitor: any WorkMonitor
    ) {
        self.pretrained = pretrained
        self.plan = plan
        self.sources = sources
        self.models = models
        self.folder = folder
        self.challenge = challenge
        self.episodes = episodes
        self.seed = seed
        self.budget = budget
        self.options = options
        self.command = command
        self.monitor = monitor
    }

    private var file: ResultsFile { ResultsFile(url: folder.appending(path: "results.json")) }

    /// A learner with its model's folder and description, where it has one.
    struct Ready {
        var learner: (any Learner)?
        var folder: URL?
        var description: ModelDescription?
        var digest: String?
    }

    /// Returns the rows of the chosen entries, in order.
    package func run(_ chosen: [TablePlan.Entry]) throws -> [ResultRow] {
        var data: [TableData: LoadedData] = [:]
        func loaded(_ key: TableData) throws -> LoadedData {
            if let known = data[key] { return known }
            let fresh = try key.load(from: sources, options, pretrained: pretrained)
            for note in fresh.notes { monitor.note(note) }
            if data.count > 2 { data.removeAll() }  // the paper's draws are many
            data[key] = fresh
            return fresh
        }
        var finished = try file.rows()
        var rows: [ResultRow] = []
        func isMissing(_ entry: TablePlan.Entry) -> Bool {
            LearnerKind.isTrained(entry.learner) && entry.members.isEmpty && modelFolder(of: entry) == nil
        }
        var untrained = chosen.count(where: isMissing)
        var left = budget
        for entry in chosen {
            let own = try loaded(entry.data)
            let start = ContinuousClock.now
            let isMissing = isMissing(entry)
            let ready = try ready(entry, own, allowed: left / Double(max(untrained, 1)))
            if isMissing {
                untrained -= 1
                left = max(.zero, left - (ContinuousClock.now - start))
            }
            for measurement in entry.measurements where fits(measurement, ready) {
                let target = try loaded(measurement.data)
                var row = row(entry, measurement, ready, target)
                if let known = finished.first(where: { $0.measuresTheSame(as: row) }) {
                    rows.append(known)
                    continue
                }
                let tally = try measure(entry, measurement, ready, target)
                (row.accuracy, row.confidence95, row.episodes) = (tally.accuracy, tally.confidence95, tally.episodes)
                monitor.note(
                    "\(entry.label), \(row.column), \(row.protocol.rawValue), \(row.data): "
                        + String(format: "%.2f ± %.2f %%", row.accuracy * 100, row.confidence95 * 100))
                finished.removeAll { $0.measuresTheSame(as: row) }
                finished.append(row)
                try file.write(finished)
                rows.append(row)
            }
        }
        return rows
    }

    /// A head of fixed size answers tasks of that size alone.
    private func fits(_ measurement: TablePlan.Measurement, _ ready: Ready) -> Bool {
        guard let architecture = ready.description?.architecture, let classes = architecture.classes,
            ModelRegistry.shop.learners.first(where: { $0.name == architecture.learner })?.head == .ways
        else { return true }
        return classes == measurement.task.ways
    }

    // MARK: - Models

    private func modelFolder(of entry: TablePlan.Entry) -> URL? {
        trained([entry.model, "\(plan.name)-\(entry.label)"].compactMap { $0 })
    }

    /// The first model of some names, `TABLE-LABEL`, that is shipped or else trained here to the end.
    private func trained(_ names: [String]) -> URL? {
        let here = names.filter { $0.hasPrefix(plan.name + "-") }.map { String($0.dropFirst(plan.name.count + 1)) }
        let places =
            names.map { (models.appending(path: $0), "model.safetensors") }
            + here.reversed().map { (folder.appending(path: $0), "finished") }
        return places.first { FileManager.default.fileExists(atPath: $0.0.appending(path: $0.1).path) }?.0
    }

    func ready(_ entry: TablePlan.Entry, _ data: LoadedData, allowed: Duration) throws -> Ready {
        guard !["modified-hausdorff", "tf-idf"].contains(entry.learner) else { return Ready() }
        let kind = try ModelRegistry.shop.learner(named: entry.learner)
        if kind.recipe == nil {
            let architecture = Architecture(learner: entry.learner, imageShape: data.imageShape)
            var generator = SeededGenerator(seed: SeedPurpose.weights.seed(from: seed))
            return Ready(learner: try ModelRegistry.shop.learner(architecture, on: options.device, using: &generator))
        }
        if modelFolder(of: entry) == nil {
            entry.members.isEmpty ? try train(entry, kind, data, allowed: allowed) : try join(entry)
        }
        guard let folder = modelFolder(of: entry) else {
            throw ExperimentError("\(entry.label) was trained, but its model is not there: run it again with --resume")
        }
        let loaded = try ModelFolder(folder, registry: .shop).load(
            as: entry.learner, settings: entry.settings, on: options.device)
        if let row = data.options.pretrained, loaded.description.architecture.pretrained != row {
            throw ExperimentError(
                "\(folder.relativePath) was trained on other encoders than --encoder names: choose another --output")
        }
        return Ready(
            learner: loaded.learner, folder: folder, description: loaded.description,
            digest: try SHA256.hexadecimal(ofFile: folder.appending(path: "model.safetensors")))
    }

    /// Joins the models of an entry into an ensemble.
    private func join(_ entry: TablePlan.Entry) throws {
        let url = folder.appending(path: entry.label)
        let members = try entry.members.map { ModelFolder(try needed($0, by: entry), registry: .shop) }
        try ModelFolder(url, registry: .shop).join(members)
        try DurableFile.write(Data(), to: url.appending(path: "finished"))
    }

    /// The folder of a model that an entry stands on.
    private func needed(_ name: String, by entry: TablePlan.Entry) throws -> URL {
        guard let folder = trained([name]) else {
            throw ExperimentError("\(entry.label) stands on \(name), which isn't trained: don't leave it out")
        }
        return folder
    }

    private func train(
        _ entry: TablePlan.Entry, _ kind: LearnerKind, _ data: LoadedData, allowed: Duration
    ) throws {
        guard var recipe = kind.recipe else { return }
        recipe.seed = seed
        entry.recipe(&recipe)
        let classes = try data.dataset(.train).classes.count
        recipe.shape.ways = min(recipe.shape.ways, classes)
        recipe.validationShape.ways = min(recipe.validationShape.ways, try data.dataset(.validation).classes.count)
        let url = folder.appending(path: entry.label)
        let target = try TrainingFolder(url, resume: true)
        let architecture = Architecture(
            learner: kind.name, encoder: entry.encoder ?? data.encoder ?? kind.encoder, width: entry.width,
            imageShape: data.imageShape, options: data.options,
            classes: kind.head == .ways ? recipe.shape.ways : kind.head == .trainingClasses ? classes : nil,
            settings: entry.settings.isEmpty ? nil : entry.settings)
        var generator = SeededGenerator(seed: SeedPurpose.weights.seed(from: recipe.seed))
        var untrained = try ModelRegistry.shop.learner(architecture, on: options.device, using: &generator)
        var start = target.header?.start
        if let name = entry.start, target.header == nil {
            let (begun, provenance) = try ModelFolder(needed(name, by: entry), registry: .shop).begin(
                untrained, of: architecture, source: name)
            (untrained, start) = (begun, Provenance.Start(model: name, provenance))
        }
        var teacher: (any Learner)?
        if let name = entry.teacher {
            let folder = try needed(name, by: entry)
            teacher = try ModelFolder(folder, registry: .shop).load(on: options.device).learner
            recipe.distillation = Distillation(
                teacher: try SHA256.hexadecimal(ofFile: folder.appending(path: "model.safetensors")))
        }
        if target.header == nil { untrained = try untrained.prepared(for: data.dataset(.train).learningPart) }
        // A recipe may ask for bfloat16; what is measured is as the user asked.
        let asked = TensorRuntime.productPrecision
        if recipe.precision == .float32 { recipe.precision = asked }
        TensorRuntime.setProductPrecision(recipe.precision)
        defer { TensorRuntime.setProductPrecision(asked) }
        let header = CheckpointFile.Header(
            architecture: architecture, start: start, configuration: recipe, data: data.provenance,
            progress: TrainingProgress(), threads: TensorRuntime.threads)
        try target.checkFits(header, monitor)
        monitor.note("training \(plan.name)/\(entry.label), at most \(NumberFormat.duration(allowed / .seconds(1)))")
        try train(untrained, data, header, in: target, taughtBy: teacher, allowed: allowed)
        try DurableFile.write(Data(), to: url.appending(path: "finished"))
    }

    private func train(
        _ untrained: some Learner, _ data: LoadedData, _ header: CheckpointFile.Header, in target: TrainingFolder,
        taughtBy teacher: (any Learner)?, allowed: Duration
    ) throws {
        let configuration = header.configuration
        let whole = try data.dataset(.train, for: configuration.shape, options: "data")
        let train = data.parts == nil ? whole : whole.learningPart
        let validation = try data.dataset(.validation, for: configuration.validationShape, options: "data")
        var state = TrainingState(untrained, isAveraged: configuration.averaging != nil)
        try target.restore(&state)
        _ = try TrainingSession(folder: target, header: header, monitor: monitor, deadline: .now + allowed)
            .run(state, train: train, validation: validation, teacher: teacher)
    }
}

extension LearnerKind {
    /// Whether a learner of a name has something to train.
    package static func isTrained(_ name: String) -> Bool {
        ModelRegistry.shop.learners.contains { $0.name == name && $0.recipe != nil }
    }
}
