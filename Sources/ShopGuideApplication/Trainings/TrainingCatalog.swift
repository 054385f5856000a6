public import FewShotLearning
public import Foundation
import ShopGuide

/// The trainings of models, finished and running: the folders that `shopguide train` writes.
public struct TrainingCatalog: Sendable {
    /// One training.
    public struct Training: Sendable, Encodable {
        /// The state of a training.
        public enum State: String, Sendable, Encodable {
            /// A process holds its folder.
            case running
            /// It ended before it was done; `--resume` goes on.
            case stopped
            /// It was done to its end.
            case finished
        }

        /// Its folder's name.
        public var id: String
        /// Its state.
        public var state: State
        /// The model's architecture; null until one is written.
        public var architecture: OrNull<Architecture>
        /// The model's provenance; null until one is written.
        public var provenance: OrNull<Provenance>
        /// Epoch by epoch.
        public var epochs: [EpochReport]

        /// The best validation accuracy so far, 0…1; `nil` where none was measured.
        public var validationAccuracy: Double? {
            provenance.value?.checkpoint.validationAccuracy ?? epochs.map(\.validationAccuracy).max()
        }
    }

    /// The folders that trainings are looked for in, the first that has a name wins.
    public let folders: [URL]

    /// Bytes of metrics that are read at most.
    private static let most = 4 << 20

    /// Creates the trainings of folders.
    public init(folders: [URL]) { self.folders = folders }

    /// The trainings of some models: `runs` in the working directory, and the folder that contains the models.
    public init(beside model: URL) {
        self.init(folders: [
            URL(filePath: "runs", directoryHint: .isDirectory), model.standardizedFileURL.deletingLastPathComponent(),
        ])
    }

    /// Returns all trainings that can be read, by name.
    public func trainings() -> [Training] { names().compactMap(read) }

    /// The trainings by name, each once.
    public func names() -> [String] {
        var seen = Set<String>()
        for folder in folders {
            let path = folder.path(percentEncoded: false)
            for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            where !name.hasPrefix(".") && place(of: name) != nil {
                seen.insert(name)
            }
        }
        return seen.sorted()
    }

    /// Reads a training.
    ///
    /// - Throws: ``GuideError`` where there is none of this name.
    public func training(_ name: String) throws -> Training {
        guard names().contains(name), let training = read(name) else {
            throw GuideError.missing("training \"\(name)\"")
        }
        return training
    }

    private func read(_ name: String) -> Training? {
        guard let place = place(of: name) else { return nil }
        let description = (try? Data(contentsOf: place.appending(path: "model.json"))).flatMap {
            try? JSONDecoder().decode(ModelDescription.self, from: $0)
        }
        let metrics = place.appending(path: "metrics.jsonl")
        let text = (try? FileHandle(forReadingFrom: metrics)).flatMap { try? $0.read(upToCount: Self.most) } ?? Data()
        let epochs = text.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(EpochReport.self, from: $0)
        }
        // The last thing that a training does is to write its model anew, with all its episodes.
        let isDone =
            description?.provenance.map { epochs.isEmpty || $0.episodes == epochs.last?.step } ?? epochs.isEmpty
        return Training(
            id: name, state: isHeld(place) ? .running : isDone ? .finished : .stopped,
            architecture: OrNull(description?.architecture), provenance: OrNull(description?.provenance), epochs: epochs
        )
    }

    private func place(of name: String) -> URL? {
        folders.map { $0.appending(path: name) }.first {
            isFile($0.appending(path: "metrics.jsonl")) || isFile($0.appending(path: "model.json"))
        }
    }

    /// Whether a process trains in a folder: it holds a lock on it, which ends with it.
    private func isHeld(_ folder: URL) -> Bool {
        let file = open(folder.path(percentEncoded: false), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        guard flock(file, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
        flock(file, LOCK_UN)
        return false
    }

    private func isFile(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) }
}
