import Foundation

/// Keeps other processes from training in the same folder; the system lifts it when the process ends, however it ends.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Locks a folder.
    ///
    /// - Throws: ``ExperimentError`` if another process has it.
    init(_ url: URL) throws {
        descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // Some network file systems have no locks: there it is up to the user.
        if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            close(descriptor)
            throw ExperimentError(
                "another training is writing to \(url.relativePath): wait for it, or choose another --output")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
