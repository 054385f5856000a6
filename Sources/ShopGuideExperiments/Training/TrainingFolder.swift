import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide

/// The output folder of a training run, with its lock and checkpoint.
///
/// Rank 0 alone reads and writes it where several processes train together, and tells the others what they need.
package struct TrainingFolder {
    package let url: URL
    /// The run to go on with, if there is one.
    package let header: CheckpointFile.Header?
    /// The processes that train together, if there are several.
    package let group: ProcessGroup?
    private let lock: FolderLock?

    /// Whether another process has the folder.
    package var isFollowing: Bool { group.map { $0.rank > 0 } ?? false }

    package var model: ModelFolder { ModelFolder(url, registry: .shop) }
    var metrics: MetricsFile { MetricsFile(url.appending(path: "metrics.jsonl")) }
    private var checkpoint: CheckpointFile { CheckpointFile(url.appending(path: "checkpoint.safetensors")) }

    /// Makes the folder ready.
    ///
    /// - Throws: ``ExperimentError`` if it can't be written, is being trained in, or holds a run that isn't to be resumed.
    package init(_ url: URL, resume: Bool, sharedBy group: ProcessGroup? = nil) throws {
        self.url = url
        self.group = group
        if let group, group.rank > 0 {
            lock = nil
            header = try JSONDecoder().decode([CheckpointFile.Header].self, from: Data(group.broadcast([]))).first
            return
        }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue {
            throw ExperimentError("\(url.relativePath) is a file, not a folder: choose another --output")
        }
        let checkpoint = CheckpointFile(url.appending(path: "checkpoint.safetensors"))
        if checkpoint.exists && !resume {
            throw ExperimentError(
                "\(url.relativePath) holds a training run: add --resume to go on with it, or choose another --output")
        }
        let modelFile = url.appending(path: "model.safetensors")
        if !checkpoint.exists, FileManager.default.fileExists(atPath: modelFile.path) {
            throw ExperimentError("\(url.relativePath) holds a model without a checkpoint: choose another --output")
        }
        do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
            throw ExperimentError(
                "can't make the folder \(url.relativePath): \(systemReason(of: error)); choose another --output")
        }
        lock = try FolderLock(url)
        try DurableFile.removeLeftovers(in: url)
        do { header = checkpoint.exists ? try checkpoint.header() : nil } catch {
            throw ExperimentError("\(error); the run can't go on from it: start again with another --output")
        }
        _ = try group?.broadcast([UInt8](JSONEncoder().encode(header.map { [$0] } ?? [])))
    }

    /// Throws if the run here was of another recipe, learner or data than what is asked for now.
    package func checkFits(_ asked: CheckpointFile.Header, _ monitor: any WorkMonitor) throws {
        guard let header else { return }
        var comparable = header.configuration
        // More training may be asked for, but not where the rate's schedule spans all of it: that would be another run.
        if !comparable.schedule.isTiedToLength { comparable.episodes = asked.configuration.episodes }
        comparable.patience = asked.configuration.patience
        for (what, fits) in [
            ("learner", header.architecture == asked.architecture), ("recipe", comparable == asked.configuration),
            ("data", header.data.digest == asked.data.digest && header.data.splitDigest == asked.data.splitDigest),
        ] where !fits {
            throw ExperimentError(
                "\(url.relativePath) holds a run with another \(what): --resume goes on as it began (only --episodes and "
                    + "--patience may change); leave the other options out, or choose another --output")
        }
        for (what, began, now) in [
            ("threads", header.threads, asked.threads), ("processes", header.processes ?? 1, asked.processes ?? 1),
        ] where began != now {
            monitor.note("note: the run began with \(began) \(what); with \(now) its bits will differ")
        }
    }

    /// Fills a state with what was saved, if anything was; in all processes that train together.
    package func restore(_ state: inout TrainingState<some Module>) throws {
        if !isFollowing {
            if header != nil { try checkpoint.restore(&state) }
            try metrics.keep(epochs: state.progress.epoch)
        }
        try group?.broadcast(&state)
    }

    /// Saves a state.
    func save(_ state: TrainingState<some Module>, _ header: CheckpointFile.Header) throws {
        var header = header
        header.progress = state.progress
        try checkpoint.save(state, header)
    }
}

/// The reports of a run's epochs, one JSON object a line.
struct MetricsFile {
    let url: URL

    init(_ url: URL) { self.url = url }

    /// Drops the lines after an epoch: a killed run may have written more than its checkpoint knows.
    func keep(epochs: Int) throws {
        let lines = (try? String(contentsOf: url, encoding: .utf8))?.split(separator: "\n") ?? []
        let kept = lines.filter { line in
            (try? JSONDecoder().decode(EpochReport.self, from: Data(line.utf8))).map { $0.epoch <= epochs } ?? false
        }
        try DurableFile.write(Data(kept.map { "\($0)\n" }.joined().utf8), to: url)
    }

    /// Adds a line.
    func append(_ report: EpochReport) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try writing(in: url) {
            let file = try FileHandle(forWritingTo: url)
            defer { try? file.close() }
            try file.seekToEnd()
            try file.write(contentsOf: try encoder.encode(report) + Data("\n".utf8))
        }
    }
}
