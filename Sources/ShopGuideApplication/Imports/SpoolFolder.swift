import Foundation
import ShopGuide

/// The folder beside a store that holds the files of imports until they are done, and the lists of their rejected rows.
///
/// `shop.sqlite` has `shop.imports` beside it. Of several processes that use the store, the one that holds the folder's lock does the
/// imports; the lock ends with the process.
struct SpoolFolder: Sendable {
    let url: URL

    init(besides store: URL) {
        let name = store.deletingPathExtension().lastPathComponent
        url = store.deletingLastPathComponent().appending(component: "\(name).imports", directoryHint: .isDirectory)
    }

    /// Whether the folder was ever needed.
    var exists: Bool { FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) }

    /// Makes the folder where it is missing.
    func make() throws {
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw GuideError(
                .unusable,
                "the folder of imports beside the store can't be made; is there space, and may it be written?")
        }
    }

    /// Returns the place of a job's file; its name ends as that of the file does, for that tells its format.
    func file(of job: String, named name: String) -> URL {
        let endings = name.lowercased().split(separator: ".").dropFirst().suffix(2)
        let plain = endings.filter { 1...8 ~= $0.count && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } }
        return url.appending(component: ([job, "data"] + plain.map(String.init)).joined(separator: "."))
    }

    /// Returns the place of the list of a job's rejected rows.
    func rejected(of job: String) -> URL { url.appending(component: "\(job).rejected.csv") }

    /// Takes the folder's lock; nil where another process has it, or there is no folder.
    func lock() -> FolderLock? { FolderLock(url.appending(component: "lock").path(percentEncoded: false)) }

    /// Removes old files of all jobs but some, whose data and lists may be needed; a file that is being received is never old.
    func removeFiles(exceptData: Set<String>, exceptLists: Set<String>) {
        let path = url.path(percentEncoded: false)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name != "lock" {
            let job = String(name.prefix { $0 != "." })
            let isNeeded = name.hasSuffix(".rejected.csv") ? exceptLists.contains(job) : exceptData.contains(job)
            let file = url.appending(component: name)
            let modified = try? file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
            let isOld = modified.map { $0.timeIntervalSinceNow < -86_400 } ?? false
            if isOld, !isNeeded { try? FileManager.default.removeItem(at: file) }
        }
    }
}

/// A lock on a file, which ends with the process.
final class FolderLock: Sendable {
    private let descriptor: Int32

    init?(_ path: String) {
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            return nil
        }
    }

    deinit { close(descriptor) }
}
