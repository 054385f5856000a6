import Foundation

/// A file for what doesn't fit into memory; it has no name, so that nothing of it stays however the process ends.
package final class ScratchFile {
    private let descriptor: Int32
    private let path: String
    /// The bytes that were written.
    package private(set) var count = 0

    /// Makes a file in the folder for temporary files.
    ///
    /// - Throws: ``FeedError`` where that can't be written.
    package init() throws {
        let folder = FileManager.default.temporaryDirectory
        path = folder.path(percentEncoded: false)
        let name = folder.appending(path: "shopguide-\(UUID().uuidString)").path(percentEncoded: false)
        descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.error(path) }
        unlink(name)
    }

    deinit { close(descriptor) }

    private static func error(_ path: String) -> FeedError {
        FeedError(
            .unreadable,
            "\(path): can't hold the sorted rows: \(String(cString: strerror(errno))); TMPDIR names another folder")
    }

    /// Writes bytes at the end; returns their range.
    ///
    /// - Throws: ``FeedError`` where the disk is full.
    package func append(_ bytes: UnsafeRawBufferPointer) throws -> Range<Int> {
        let start = count
        while count - start < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[(count - start)...])
            let written = pwrite(descriptor, rest.baseAddress, rest.count, off_t(count))
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw Self.error(path) }
            count += written
        }
        return start..<count
    }

    /// Reads bytes that were written; returns how many.
    ///
    /// - Throws: ``FeedError`` where the disk fails.
    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let read = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if read < 0 && errno == EINTR { continue }
            guard read > 0 else { throw Self.error(path) }
            return read
        }
    }
}
