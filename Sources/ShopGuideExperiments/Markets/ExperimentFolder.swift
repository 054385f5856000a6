import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import Synchronization

/// The output folder of a market protocol: the numbers that are finished, and the trainings with their checkpoints.
///
/// Every number has a key: protocol, fold and learner. A run that was stopped or killed reads its numbers back, trains what isn't
/// trained to the end from its last checkpoint, and ends with the figures of a run that wasn't stopped.
final class ExperimentFolder: Sendable {
    /// The settings that decide all numbers.
    struct Settings: Codable, Equatable {
        var table: String
        /// The SHA-256 of the interactions.
        var data: String
        var seed: UInt64
        /// The share of the examples that is trained on.
        var share: Double
    }

    /// A line of the file: the settings in the first one, a number in each other.
    private struct Line: Codable {
        var settings: Settings?
        var key: String?
        /// Seconds spent up to this number, in all sessions.
        var seconds: Double?
        /// The number, as JSON.
        var value: String?
    }

    let url: URL
    let monitor: any WorkMonitor
    private let data: Provenance.Data
    private let finished: Mutex<[String: String]>
    private let secondsBefore: Double
    private let began = ContinuousClock.now
    private let lock: FolderLock

    private var file: URL { url.appending(path: "finished.jsonl") }

    /// Opens a folder, to go on in it where it has been begun.
    ///
    /// - Throws: ``ExperimentError`` if it is there and isn't to be resumed, holds a run of other settings, or is in use.
    init(
        _ url: URL, _ settings: Settings, data: Provenance.Data, resume: Bool, monitor: any WorkMonitor
    ) throws {
        self.url = url
        self.monitor = monitor
        self.data = data
        try Self.checkNew(url, resume: resume)
        try writing(in: url) { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
        lock = try FolderLock(url)
        try DurableFile.removeLeftovers(in: url)
        let file = url.appending(path: "finished.jsonl")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        // A line that was cut off by a kill is no number yet.
        let lines = text.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        if let known = lines.first?.settings, known != settings {
            throw ExperimentError(
                "\(url.relativePath) holds a run with other data, --seed or --budget: --resume goes on as it began; "
                    + "or choose another --output")
        }
        var values: [String: String] = [:]
        for line in lines { if let key = line.key { values[key] = line.value } }
        secondsBefore = lines.compactMap(\.seconds).max() ?? 0
        finished = Mutex(values)
        let kept = [Line(settings: settings)] + lines.filter { $0.key != nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let contents = try kept.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }.joined()
        try writing(in: file) { try DurableFile.write(Data(contents.utf8), to: file) }
        if !values.isEmpty { monitor.note("going on after \(values.count) finished numbers") }
    }

    /// Throws if a folder is there that isn't to be resumed.
    static func checkNew(_ url: URL, resume: Bool) throws {
        guard FileManager.default.fileExists(atPath: url.path), !resume else { return }
        throw ExperimentError(
            "\(url.relativePath) is there already: add --resume to go on with it, or choose another --output")
    }

    /// Seconds spent so far, in all sessions.
    var seconds: Double { secondsBefore + (ContinuousClock.now - began) / .seconds(1) }

    /// Returns the number of a key: the finished one, or the one computed now, which is then kept.
    func number<Number: Codable>(_ key: String, _ compute: () throws -> Number) throws -> Number {
        defer { monitor.advance(Self.part(key), to: 1) }
        if let known = finished.withLock({ $0[key] }) {
            return try JSONDecoder().decode(Number.self, from: Data(known.utf8))
        }
        try checkStop()
        let number = try compute()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let value = String(decoding: try encoder.encode(number), as: UTF8.self)
        let line = try encoder.encode(Line(key: key, seconds: seconds, value: value)) + Data("\n".utf8)
        try finished.withLock { finished in
            try writing(in: file) {
                let handle = try FileHandle(forWritingTo: file)
                defer { try? handle.close() }
                try handle.seekToEnd()
                try handle.write(contentsOf: line)
            }
            finished[key] = value
        }
        return number
    }

    /// The part of the work that a number is.
    private static func part(_ key: String) -> WorkPlan.Part {
        WorkPlan.Part(["test/", "new market/"].contains(where: key.hasPrefix) ? .test : .choice, key)
    }

    /// Returns the scores of a learner under a key, evaluated only if they aren't finished.
    func result(
        _ key: String, _ evaluation: Lazy<RankingEvaluation>, of learner: () throws -> any ShopperLearner
    ) throws -> RankingEvaluation.Result {
        try number(key) { try evaluation()(learner(), check: checkStop) }
    }

    /// Throws if the user asked to stop.
    func checkStop() throws {
        try monitor.checkStop("stopped; finished numbers are kept: go on with the same command and --resume")
    }

    /// Trains a ranker under a name, from its checkpoint if it has one; one that is trained already is read.
    ///
    /// - Throws: ``ExperimentError`` if the user stopped it, its checkpoint written.
    func trained<Ranker: ShopperRanker>(
        _ name: String, _ ranker: Ranker, _ kind: LearnerKind, _ examples: [RankingExample], of source: RankingSource,
        _ configuration: TrainingConfiguration
    ) throws -> Ranker {
        guard !examples.isEmpty else { return ranker }
        let architecture = Architecture(
            learner: kind.name, encoder: "none", imageShape: [],
            settings: ranker.dimensions.map { ["dimensions": "\($0)"] })
        return try trained(name, ranker, architecture, configuration, title: "\(examples.count) examples") {
            RankingObjective(for: ranker, examples, of: source, configuration)
        }.module
    }

    /// Trains a module under a name, from its checkpoint if it has one; one that is trained already is read.
    ///
    /// - Returns: The weights that are kept, and the step that they are of.
    /// - Throws: ``ExperimentError`` if the user stopped it, its checkpoint written.
    func trained<Trained: Module>(
        _ name: String, _ module: Trained, _ architecture: Architecture, _ configuration: TrainingConfiguration,
        title: String, _ objective: () throws -> any TrainingObjective<Trained>
    ) throws -> (module: Trained, step: Int) {
        let folder = try TrainingFolder(url.appending(path: "trainings").appending(path: name), resume: true)
        let header = CheckpointFile.Header(
            architecture: architecture, configuration: configuration, data: data, progress: TrainingProgress(),
            threads: TensorRuntime.threads)
        try folder.checkFits(header, monitor)
        var state = TrainingState(module)
        try folder.restore(&state)
        if state.progress.step >= configuration.episodes,
            state.progress.validatedStep ?? state.progress.step >= state.progress.step
        {
            monitor.advance(.init(.training, name), to: 1)
            return (state.best, state.progress.bestStep)
        }
        var session = TrainingSession(folder: folder, header: header, monitor: monitor)
        session.part = name
        let outcome = try session.run(state, objective(), title: "\(name): \(title)")
        monitor.advance(.init(.training, name), to: 1)
        return (outcome.learner, outcome.summary.bestStep)
    }
}

/// A learner of a table, made only where its numbers aren't finished.
struct TableLearner {
    let name: String
    let make: @Sendable () throws -> any ShopperLearner

    init(_ name: String, _ make: @escaping @Sendable () throws -> any ShopperLearner) {
        self.name = name
        self.make = make
    }
}
