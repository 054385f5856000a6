public import Foundation

/// A file that is being written: beside its place, brought to the disk, and only then renamed into place.
///
/// A crash, of the process or of the machine, leaves the old file or the new one; a failure leaves the old one and nothing else.
public struct DurableFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// The suffix of the names of unfinished files.
    private static let suffix = ".partial"

    /// A failure to write a file.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// The path of the file.
        public let file: String
        /// The system's reason.
        public let reason: String

        /// One line: `/models/model.json: can't be written: No space left on device`.
        public var description: String { "\(file): can't be written: \(reason)" }
    }

    /// Writes a file in pieces.
    ///
    /// - Throws: ``Failure``, or what `body` throws; the place is then as it was.
    public static func write(to url: URL, _ body: (borrowing DurableFile) throws -> Void) throws {
        let path = url.path(percentEncoded: false)
        let folder = url.deletingLastPathComponent().path(percentEncoded: false)
        let beside = url.deletingLastPathComponent()
            .appending(component: ".\(url.lastPathComponent).\(UUID().uuidString.prefix(8))\(Self.suffix)")
            .path(percentEncoded: false)
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        do {
            let output = DurableFile(descriptor: descriptor, path: path)
            do { try body(output) } catch {
                close(descriptor)
                throw error
            }
            let isSynchronized = fsync(descriptor) == 0
            let reason = errno
            guard close(descriptor) == 0 || !isSynchronized else { throw failure(path) }
            guard isSynchronized else { throw failure(path, reason) }
            guard rename(beside, path) == 0 else { throw failure(path) }
        } catch {
            unlink(beside)
            throw error
        }
        try synchronize(folder: folder, for: path)
    }

    /// Adds bytes at the end.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var remaining = bytes
        while !remaining.isEmpty {
            // One call moves 2 GB at most.
            let count = Foundation.write(descriptor, remaining.baseAddress, min(remaining.count, 1 << 30))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            remaining = UnsafeRawBufferPointer(rebasing: remaining.dropFirst(count))
        }
    }

    /// Adds data at the end.
    public func write(_ data: Data) throws {
        // A method reference here crashes the compiler (Swift 6.3.1).
        try data.withUnsafeBytes { try write($0) }
    }

    /// A renamed file is where it should be after a crash only once its folder is on the disk too.
    private static func synchronize(folder: String, for path: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        // Some network file systems have no such thing as bringing a folder to the disk.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(path) }
    }

    private static func failure(_ path: String, _ code: Int32 = errno) -> Failure {
        Failure(file: path, reason: String(cString: strerror(code)))
    }
}

extension DurableFile {
    /// Has somebody else write a file, beside its place, then brings it to the disk and renames it into place.
    ///
    /// - Parameters:
    ///   - url: Its place.
    ///   - body: Writes the file that it is given, which is empty, and closes it.
    /// - Throws: ``Failure``, or what `body` throws; the place is then as it was.
    public static func place(at url: URL, _ body: (URL) throws -> Void) throws {
        let path = url.path(percentEncoded: false)
        let folder = url.deletingLastPathComponent()
        let beside = folder.appending(
            component: ".\(url.lastPathComponent).\(UUID().uuidString.prefix(8))\(suffix)")
        let name = beside.path(percentEncoded: false)
        let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        do {
            try body(beside)
            guard fsync(descriptor) == 0, rename(name, path) == 0 else { throw failure(path) }
        } catch {
            unlink(name)
            throw error
        }
        try synchronize(folder: folder.path(percentEncoded: false), for: path)
    }

    /// Writes a whole file at once.
    public static func write(_ data: Data, to url: URL) throws { try write(to: url) { try $0.write(data) } }

    /// Removes the unfinished files that killed processes left in a folder, where nobody may be writing now.
    public static func removeLeftovers(in folder: URL) throws {
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.lastPathComponent.hasPrefix(".") && file.lastPathComponent.hasSuffix(suffix) {
            try FileManager.default.removeItem(at: file)
        }
    }
}
