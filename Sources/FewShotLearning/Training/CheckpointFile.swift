import FewShotNetworks
import FewShotTensors
import Foundation

/// A training run on disk, in one file that is replaced in one step: a crash leaves the old state or the new one.
public struct CheckpointFile: Sendable {
    /// The file.
    public let url: URL

    /// Names a file, which need not exist yet.
    public init(_ url: URL) { self.url = url }

    /// The record beside the tensors: enough to know whether a run can go on from here.
    public struct Header: Sendable, Codable, Equatable {
        /// The learner, without weights.
        public var architecture: Architecture
        /// The model that the run began with, if not random weights.
        public var start: Provenance.Start?
        /// The recipe.
        public var configuration: TrainingConfiguration
        /// The data.
        public var data: Provenance.Data
        /// The progress of the run.
        public var progress: TrainingProgress
        /// Threads per operation, without which the bits would differ.
        public var threads: Int
        /// Processes that share out the tasks, where there are several; their number changes the bits, too.
        public var processes: Int?

        /// Creates a header.
        public init(
            architecture: Architecture, start: Provenance.Start? = nil, configuration: TrainingConfiguration,
            data: Provenance.Data,
            progress: TrainingProgress, threads: Int, processes: Int? = nil
        ) {
            self.architecture = architecture
            self.start = start
            self.configuration = configuration
            self.data = data
            self.progress = progress
            self.threads = threads
            self.processes = processes
        }
    }

    /// Whether there is a checkpoint.
    public var exists: Bool { FileManager.default.fileExists(atPath: url.path) }

    /// Writes a state, replacing the one that is there.
    public func save(_ state: TrainingState<some Module>, _ header: Header) throws {
        var file = Safetensors()
        for (name, tensor) in state.namedTensors { file.tensors[name] = tensor }
        file.metadata["checkpoint"] = String(decoding: try JSONEncoder().encode(header), as: UTF8.self)
        try file.write(to: url)
    }

    /// Reads what is known of a run, without its tensors' values.
    public func header() throws -> Header { try header(of: Safetensors(contentsOf: url)) }

    /// Fills a state made for the same architecture with what was saved.
    ///
    /// - Throws: ``ModelError`` if the file is not such a checkpoint.
    public func restore(_ state: inout TrainingState<some Module>) throws {
        let file = try Safetensors(contentsOf: url)
        let header = try header(of: file)
        try state.replaceTensors(with: file.tensors, source: url.path)
        state.progress = header.progress
        state.optimizer.steps = header.progress.step
    }

    private func header(of file: Safetensors) throws -> Header {
        guard let json = file.metadata["checkpoint"] else {
            throw ModelError(.malformed, "\(url.path) is not a checkpoint of a training run")
        }
        let header: Header
        do { header = try JSONDecoder().decode(Header.self, from: Data(json.utf8)) } catch {
            throw ModelError(.malformed, "\(url.path): the checkpoint's description is malformed: \(explain(error))")
        }
        let (configuration, progress) = (header.configuration, header.progress)
        for (name, value, range) in [
            ("epochLength", configuration.epochLength, 1...Int.max), ("step", progress.step, 0...1 << 48),
            ("validatedStep", progress.validatedStep ?? 0, 0...1 << 48), ("epoch", progress.epoch, 0...1 << 48),
        ] where !range.contains(value) {
            throw ModelError(.malformed, "\(url.path): the checkpoint's \(name) is \(value), which can't be")
        }
        return header
    }
}
