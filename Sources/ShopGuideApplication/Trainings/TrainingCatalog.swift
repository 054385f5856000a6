import FewShotLearning
import Foundation
import ShopGuideApplication

/// The trainings of models, finished and running: the folders that `shopguide train` writes.
struct TrainingCatalog: Sendable {
    /// One training.
    struct Training: Sendable, Encodable {
        /// The state of a training.
        enum State: String, Sendable, Encodable {
            /// A process holds its folder.
            case running
            /// It ended before it was done; `--resume` goes on.
            case stopped
            case finished
        }

        /// Its folder's name.
        var id: String
        var state: State
        var architecture: OrNull<Architecture>
        var provenance: OrNull<Provenance>
        /// Epoch by epoch.
        var epochs: [EpochReport]
    }

    /// The folders that trainings are looked for in, the first that has a name wins.
    let folders: [URL]

    /// Bytes of metrics that are read at most.
    private static let most = 4 << 20

    /// The trainings by name, each once.
    func names() -> [String] {
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

    /// Reads a training; `nil` where there is none of this name.
    func training(_ name: String) -> Training? {
        guard names().contains(name), let place = place(of: name) else { return nil }
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
