import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation

/// What a training run keeps in its output folder, and whether a run may start or go on there.
struct TrainingFolder {
    let url: URL
    /// The run to go on with, if there is one.
    let header: CheckpointFile.Header?
    private let lock: FolderLock

    var model: ModelFolder { ModelFolder(url) }
    var metrics: MetricsFile { MetricsFile(url.appending(path: "metrics.jsonl")) }
    private var checkpoint: CheckpointFile { CheckpointFile(url.appending(path: "checkpoint.safetensors")) }

    /// Makes the folder ready.
    ///
    /// - Throws: ``CommandError`` if it can't be written, is being trained in, or holds a run that isn't to be resumed.
    init(_ url: URL, resume: Bool) throws {
        self.url = url
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue {
            throw CommandError("\(url.relativePath) is a file, not a folder: choose another --output")
        }
        let checkpoint = CheckpointFile(url.appending(path: "checkpoint.safetensors"))
        if checkpoint.exists && !resume {
            throw CommandError(
                "\(url.relativePath) holds a training run: add --resume to go on with it, or choose another --output")
        }
        let modelFile = url.appending(path: "model.safetensors")
        if !checkpoint.exists, FileManager.default.fileExists(atPath: modelFile.path) {
            throw CommandError("\(url.relativePath) holds a model without a checkpoint: choose another --output")
        }
        do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
            throw CommandError(
                "can't make the folder \(url.relativePath): \(systemReason(of: error)); choose another --output")
        }
        lock = try FolderLock(url)
        try DurableFile.removeLeftovers(in: url)
        do { header = checkpoint.exists ? try checkpoint.header() : nil } catch {
            throw CommandError("\(error); the run can't go on from it: start again with another --output")
        }
    }

    /// Throws if the run here was of another recipe, learner or data than what is asked for now.
    func checkFits(_ asked: CheckpointFile.Header) throws {
        guard let header else { return }
        var comparable = header.configuration
        // More training may be asked for, but not where the rate's schedule spans all of it: that would be another run.
        if !comparable.schedule.isTiedToLength { comparable.episodes = asked.configuration.episodes }
        comparable.patience = asked.configuration.patience
        for (what, fits) in [
            ("learner", header.architecture == asked.architecture), ("recipe", comparable == asked.configuration),
            ("data", header.data.digest == asked.data.digest && header.data.splitDigest == asked.data.splitDigest),
        ] where !fits {
            throw CommandError(
                "\(url.relativePath) holds a run with another \(what): --resume goes on as it began (only --episodes and "
                    + "--patience may change); leave the other options out, or choose another --output")
        }
        if header.threads != asked.threads {
            Output.note(
                "note: the run began with \(header.threads) threads; with \(asked.threads) its bits will differ")
        }
    }

    /// Fills a state with what was saved, if anything was.
    func restore(_ state: inout TrainingState<some Learner>) throws {
        if header != nil { try checkpoint.restore(&state) }
        try metrics.keep(epochs: state.progress.epoch)
    }

    /// Saves a state.
    func save(_ state: TrainingState<some Learner>, _ header: CheckpointFile.Header) throws {
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

/// An error that a person reads: what was wrong, where, and what to do.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Writes, and says where it was if the system refuses.
func writing<Result>(in url: URL, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch { throw CommandError("\(url.path): can't be written: \(systemReason(of: error))") }
}

/// What the system says of a failed file operation, without its wrapping.
func systemReason(of error: any Error) -> String {
    let cocoa = error as NSError
    if let underlying = cocoa.userInfo[NSUnderlyingErrorKey] as? any Error { return systemReason(of: underlying) }
    guard cocoa.domain == NSPOSIXErrorDomain else { return cocoa.localizedDescription }
    return String(cString: strerror(Int32(cocoa.code)))
}
