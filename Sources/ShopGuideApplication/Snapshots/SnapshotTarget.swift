import FewShotDigests
import Foundation
import ShopGuide

/// A snapshot's file that is being written, with the digest of its bytes so far.
final class SnapshotTarget {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var hash = SHA256()

    private static let bufferBytes = 1 << 20

    /// Opens a file that is there.
    ///
    /// - Throws: ``SnapshotError`` where it can't be written.
    init(_ url: URL) throws {
        descriptor = open(url.path(percentEncoded: false), O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SnapshotError(String(cString: strerror(errno))) }
        buffer.reserveCapacity(Self.bufferBytes)
    }

    deinit { close(descriptor) }

    /// Adds bytes at the end.
    func add(_ bytes: UnsafeRawBufferPointer) throws {
        if buffer.count + bytes.count > Self.bufferBytes { try flush() }
        guard bytes.count > Self.bufferBytes else { return buffer.append(contentsOf: bytes) }
        hash.update(bytes)
        try write(bytes)
    }

    /// Adds the digest of all bytes, and brings everything to the file.
    func finish() throws {
        try flush()
        var finished = SHA256()
        swap(&finished, &hash)
        try finished.finalize().withUnsafeBytes { try write($0) }
    }

    private func flush() throws {
        hash.update(buffer)
        try buffer.withUnsafeBytes { try write($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SnapshotError("it can't be written: \(String(cString: strerror(errno)))") }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
