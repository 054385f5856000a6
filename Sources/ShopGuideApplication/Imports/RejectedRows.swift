import FewShotTensors
import ShopGuideFeeds
import Foundation

/// The file that lists rejected rows with their reasons: `line,reason`.
///
/// It is made with the first of them. The rows of a batch are on the disk before the batch is; a resumed import cuts off what
/// an interrupted one wrote beyond its last batch.
package final class RejectedRows {
    package let path: String
    /// The bytes of the file.
    private(set) var bytes: Int
    private(set) var pending = Data()
    private var file: FileHandle?
    private static let header = Data("line,reason\n".utf8)

    /// Begins a file, or goes on with one after its first bytes.
    package init(path: String, resumingAt bytes: Int = 0) {
        self.path = path
        self.bytes = bytes
    }

    /// Throws where a path is that of something else, a table say, that would be lost.
    package static func check(_ path: String) throws {
        guard isFile(path) ?? false, let file = FileHandle(forReadingAtPath: path) else { return }
        let beginning = try file.read(upToCount: header.count) ?? Data()
        guard beginning.isEmpty || beginning == header else {
            throw FeedError(
                .badRequest, "\(path): there already, and no list of rejected rows; choose another --rejected")
        }
    }

    /// Whether the file still holds what an import wrote that is to be resumed.
    static func isIntact(_ path: String, bytes: Int) -> Bool {
        guard bytes > 0 else { return true }
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        return (size?.intValue ?? 0) >= bytes
    }

    /// Whether a path is a file, not a device or a folder; nil where nothing is there.
    private static func isFile(_ path: String) -> Bool? {
        var status = stat()
        // /dev/stdout is a link to whatever the output is, which is not ours to cut or remove.
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, path.hasPrefix("/dev/") { return false }
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT == S_IFREG : nil
    }

    package func add(line: Int, _ reason: String) {
        if bytes == 0 && pending.isEmpty { pending += Self.header }
        pending += Data("\(line),\(DelimitedWriter.quoted(reason, separator: ","))\n".utf8)
    }

    /// Writes the added rows to the disk; where there are none, removes the file of an earlier import.
    package func flush() throws {
        guard !pending.isEmpty else {
            if bytes == 0, Self.isFile(path) ?? false, Self.isIntact(path, bytes: 1) { unlink(path) }
            return
        }
        do {
            let file = try self.file ?? open()
            self.file = file
            try file.write(contentsOf: pending)
            // A device, such as /dev/stderr, has no disk to go to.
            if Self.isFile(path) ?? false { try file.synchronize() }
        } catch let error as FeedError {
            throw error
        } catch {
            let reason = systemReason(of: error)
            throw FeedError(
                .unreadable, "\(path): can't be written: \(reason); free some space, or choose another --rejected")
        }
        bytes += pending.count
        pending = Data()
    }

    /// Opens the file itself, for Foundation's way would put another one in the place of a device.
    private func open() throws -> FileHandle {
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw FeedError(.unreadable, "\(path): can't be written: \(reason); choose another --rejected")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard Self.isFile(path) ?? false else { return file }
        try file.truncate(atOffset: UInt64(bytes))
        try file.seekToEnd()
        return file
    }
}
