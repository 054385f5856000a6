import FewShotDigests
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideStore

/// The copy of an active model that a store keeps, for processes on machines that lack the model's folder.
struct ModelCopy {
    /// The most bytes of a model that are kept; a larger one needs a folder that all machines share.
    static let limit = 128 << 20
    /// The names of the files that a model consists of, wherever they are in its folder.
    private static let names: Set = ["model.safetensors", "model.json"]

    private let store: any Store
    private let files: [ModelFile]

    /// Finds the copy of a model; nil where the store has none.
    init?(of model: String, in store: any Store) throws {
        self.store = store
        files = try store.modelFiles().filter { $0.model == model }
        if files.isEmpty { return nil }
    }

    // MARK: - Saving

    /// Saves the files of a folder in the place of those that were kept of a model; none where they are too large, or aren't there.
    static func save(_ folder: URL, of model: String, with writer: any StoreWriter) throws {
        try writer.removeModelFiles(of: model)
        for (path, contents) in contents(of: folder) {
            try writer.save(
                ModelFile(model: model, path: path, digest: SHA256.hexadecimal(of: contents)), contents)
        }
    }

    /// Returns the contents of a model's files by their paths.
    private static func contents(of folder: URL) -> [(path: String, contents: [UInt8])] {
        let all = FileManager.default.enumerator(atPath: folder.path(percentEncoded: false))?.allObjects as? [String]
        let paths = (all ?? []).filter { path in
            let parts = path.split(separator: "/")
            return parts.last.map { names.contains(String($0)) } ?? false && !parts.contains { $0.hasPrefix(".") }
        }
        var (found, bytes) = ([(path: String, contents: [UInt8])](), 0)
        for path in paths.sorted() {
            let file = folder.appending(path: path)
            bytes += (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
            guard bytes <= limit, let data = try? Data(contentsOf: file) else { return [] }
            found.append((path, [UInt8](data)))
        }
        return found
    }

    // MARK: - Reading

    /// Whether a folder holds the same files.
    func isSame(as folder: URL) -> Bool {
        files.allSatisfy { (try? SHA256.hexadecimal(ofFile: folder.appending(path: $0.path))) == $0.digest }
    }

    /// Returns a folder beside the store that holds the files; it is written where it isn't there.
    ///
    /// - Throws: ``GuideError`` where it can't be written, or where the copy isn't whole; ``StoreError``.
    func folder() throws -> URL {
        let companion = store.companion
        let name = companion.deletingPathExtension().lastPathComponent
        let copies = companion.deletingLastPathComponent().appending(component: "\(name).models")
        let lines = files.map { "\($0.digest) \($0.path)\n" }.joined()
        let place = copies.appending(component: SHA256.hexadecimal(of: Array(lines.utf8)))
        if isSame(as: place) { return place }
        let beside = copies.appending(component: ".\(UUID().uuidString.lowercased())")
        defer { try? FileManager.default.removeItem(at: beside) }
        for file in files { try write(file, into: beside) }
        try? FileManager.default.removeItem(at: place)
        do { try FileManager.default.moveItem(at: beside, to: place) } catch {
            // Another process has done the same.
            guard isSame(as: place) else { throw Self.unwritable }
        }
        removeOthers(than: place, in: copies)
        return place
    }

    private func write(_ file: ModelFile, into folder: URL) throws {
        guard let contents = try store.contents(of: file), SHA256.hexadecimal(of: contents) == file.digest,
            !file.path.split(separator: "/").contains("..")
        else {
            throw GuideError(
                .unusable, "\(store.path): the copy of \(file.model) isn't whole; activate it again where its folder is"
            )
        }
        let place = folder.appending(path: file.path)
        do {
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try DurableFile.write(Data(contents), to: place)
        } catch { throw Self.unwritable }
    }

    private static let unwritable = GuideError(
        .unusable, "the folder of models beside the store can't be written; is there space, and may it be written?")

    /// Removes folders of models that were active before; those of the last hour may be read by another process just now.
    private func removeOthers(than place: URL, in copies: URL) {
        let folders = try? FileManager.default.contentsOfDirectory(
            at: copies, includingPropertiesForKeys: [.contentModificationDateKey])
        for folder in folders ?? [] where folder.lastPathComponent != place.lastPathComponent {
            let date = try? folder.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
            if let date, date < Date(timeIntervalSinceNow: -3600) { try? FileManager.default.removeItem(at: folder) }
        }
    }
}
