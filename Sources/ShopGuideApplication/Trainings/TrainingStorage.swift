import FewShotTensors
import Foundation
import ShopGuide

/// The folder beside a store that holds the trainings on it: `shop.sqlite` has `shop.trainings` beside it, with a folder for each.
///
/// Of several processes that use the store, the one that holds the folder's lock does the trainings; the lock ends with the process.
struct TrainingStorage: Sendable {
    let url: URL

    init(besides store: URL) {
        let name = store.deletingPathExtension().lastPathComponent
        url = store.deletingLastPathComponent().appending(component: "\(name).trainings", directoryHint: .isDirectory)
    }

    /// Whether the folder was ever needed.
    var exists: Bool { FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) }

    /// Takes the folder's lock; nil where another process has it, or there is no folder.
    func lock() -> FolderLock? { FolderLock(url.appending(component: "lock").path(percentEncoded: false)) }

    /// The folder of a training.
    func folder(of id: String) -> URL { url.appending(component: id, directoryHint: .isDirectory) }
    /// The folder that its process writes.
    func run(of id: String) -> URL { folder(of: id).appending(component: "run", directoryHint: .isDirectory) }
    /// The file in which its process tells how far it is.
    func progress(of id: String) -> URL { folder(of: id).appending(component: "progress.json") }
    /// The file that gets the standard output of its process.
    func outcome(of id: String) -> URL { folder(of: id).appending(component: "outcome.json") }
    /// The file that gets the standard error of its process.
    func log(of id: String) -> URL { folder(of: id).appending(component: "log.txt") }
    private func cancellation(of id: String) -> URL { folder(of: id).appending(component: "cancel") }
    private func record(of id: String) -> URL { folder(of: id).appending(component: "training.json") }

    /// Saves a training.
    ///
    /// - Throws: ``GuideError`` where the folder can't be written.
    func save(_ training: ShopTraining) throws {
        do {
            try FileManager.default.createDirectory(
                at: folder(of: training.id), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try DurableFile.write(try JSONEncoder().encode(training), to: record(of: training.id))
        } catch {
            throw GuideError(
                .unusable,
                "the folder of trainings beside the store can't be written; is there space, and may it be written?")
        }
    }

    /// Returns all trainings, the newest first.
    func trainings() -> [ShopTraining] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path(percentEncoded: false))) ?? []
        return names.compactMap(training).sorted { ($1.created.milliseconds, $1.id) < ($0.created.milliseconds, $0.id) }
    }

    /// Returns a training, if there is one of that id.
    func training(_ id: String) -> ShopTraining? {
        guard !id.isEmpty, !id.hasPrefix("."), !id.contains("/") else { return nil }
        let training = read(record(of: id), as: ShopTraining.self)
        return training?.id == id ? training : nil
    }

    /// Reads a file that another process may be replacing; nil where it isn't there or isn't whole.
    func read<Value: Decodable>(_ file: URL, as type: Value.Type) -> Value? {
        guard let data = try? Data(contentsOf: file) else { return nil }
        return try? JSONDecoder().decode(type, from: data)
    }

    /// Asks the process that does the trainings to end one.
    func requestCancellation(of id: String) throws { try Data().write(to: cancellation(of: id)) }
    /// Whether somebody asked for the end of a training.
    func isCancellationRequested(of id: String) -> Bool { isThere(cancellation(of: id)) }
    /// Forgets that somebody asked for the end of a training.
    func forgetCancellation(of id: String) { try? FileManager.default.removeItem(at: cancellation(of: id)) }

    /// Whether a training has begun before, so that it can go on.
    func isBegun(_ id: String) -> Bool { isThere(run(of: id).appending(component: "finished.jsonl")) }

    /// Whether a process is still writing a training's folder: it holds a lock on it, which ends with it.
    func isHeld(_ id: String) -> Bool {
        let file = open(run(of: id).path(percentEncoded: false), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// The last line of a process's standard error, without paths of this machine.
    func lastWords(of id: String) -> String? {
        guard let file = try? FileHandle(forReadingFrom: log(of: id)) else { return nil }
        defer { try? file.close() }
        let end = (try? file.seekToEnd()) ?? 0
        try? file.seek(toOffset: end > 8192 ? end - 8192 : 0)
        let text = String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
        return line.map {
            String($0.prefix(500)).replacing("Error: ", with: "")
                .replacing(folder(of: id).path(percentEncoded: false), with: "")
                .replacing(url.deletingLastPathComponent().path(percentEncoded: false), with: "")
        }
    }

    /// Removes a training with all that it wrote.
    func remove(_ id: String) { try? FileManager.default.removeItem(at: folder(of: id)) }

    private func isThere(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) }
}
