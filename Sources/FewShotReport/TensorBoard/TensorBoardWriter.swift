import FewShotLearning
import Foundation

/// A writer of scalars to a TensorBoard event file: `events.out.tfevents.<time>.<host>`.
///
///     let writer = try TensorBoardWriter(folder: run)
///     try writer.append(["train/loss": 1.25, "train/accuracy": 0.5], step: 1)
///
/// Each call writes whole records with one `write`, so that a killed run leaves at most one incomplete record, which
/// TensorBoard skips. A resumed run writes a file of its own.
public struct TensorBoardWriter {
    /// The event file.
    public let url: URL
    private let file: FileHandle
    private let now: () -> Date

    /// Creates an event file in a folder, which is created if necessary.
    ///
    /// - Parameters:
    ///   - folder: The folder of TensorBoard's `--logdir`.
    ///   - step: The last step that a resumed run doesn't repeat; TensorBoard drops the killed run's later events.
    ///     `nil` for a new run.
    ///   - host: The host in the file's name.
    ///   - now: The clock.
    /// - Throws: Errors of the file system.
    public init(
        folder: URL, resumingAfter step: Int? = nil, host: String = ProcessInfo.processInfo.hostName,
        now: @escaping () -> Date = Date.init
    ) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let safeHost = host.replacing("/", with: "-")
        url = try Self.create(in: folder, name: "events.out.tfevents.\(Int(now().timeIntervalSince1970)).\(safeHost)")
        file = try FileHandle(forWritingTo: url)
        self.now = now
        var records = EventMessage.header(time: now().timeIntervalSince1970).record
        if let step { records += EventMessage.start(step: step + 1, time: now().timeIntervalSince1970).record }
        try file.write(contentsOf: records)
    }

    /// Writes the scalars of a step; the part of a tag before a slash is its group.
    public func append(_ scalars: KeyValuePairs<String, Double>, step: Int) throws {
        let event = EventMessage.scalars(scalars, step: step, time: now().timeIntervalSince1970)
        try file.write(contentsOf: event.record)
    }

    /// Writes a trainer's event: steps as `train/…`, epochs as `validation/…`.
    public func append(_ event: TrainingEvent) throws {
        switch event {
        case .step(let report):
            try append(
                ["train/loss": report.loss, "train/accuracy": report.accuracy, "train/rate": report.rate],
                step: report.step)
        case .validation: break
        case .epoch(let report):
            try append(
                ["validation/loss": report.validationLoss, "validation/accuracy": report.validationAccuracy],
                step: report.step)
        }
    }

    /// Creates an empty file with a unique name, even for runs that start in the same second.
    private static func create(in folder: URL, name: String) throws -> URL {
        for number in 0..<1000 {
            let url = folder.appending(path: number == 0 ? name : "\(name).\(number)")
            do {
                try Data().write(to: url, options: .withoutOverwriting)
                return url
            } catch CocoaError.fileWriteFileExists { continue }
        }
        throw CocoaError(.fileWriteFileExists, userInfo: [NSFilePathErrorKey: folder.path])
    }
}
