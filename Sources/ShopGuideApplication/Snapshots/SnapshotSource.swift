import FewShotDigests
import Foundation
import ShopGuide

/// The bytes of a snapshot's file, one after the other, with the digest of those that were read.
final class SnapshotSource {
    private let descriptor: Int32
    /// The bytes that are left.
    private(set) var remaining: Int
    private var buffer: [UInt8] = []
    private var place = 0
    private var hash = SHA256()

    private static let bufferBytes = 1 << 20

    /// Opens a file.
    ///
    /// - Throws: ``SnapshotError`` where it can't be read.
    init(_ url: URL) throws {
        descriptor = open(url.path(percentEncoded: false), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SnapshotError(String(cString: strerror(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            throw SnapshotError(String(cString: strerror(errno)))
        }
        remaining = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Fills a buffer with the next bytes.
    func fill(_ target: UnsafeMutableRawBufferPointer) throws {
        guard target.count <= remaining else { throw SnapshotError("it ends too early") }
        remaining -= target.count
        let ready = min(target.count, buffer.count - place)
        buffer.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[place..<place + ready])) }
        place += ready
        let rest = UnsafeMutableRawBufferPointer(rebasing: target[ready...])
        if rest.count >= Self.bufferBytes {
            try readAll(rest)
        } else if !rest.isEmpty {
            let count = min(Self.bufferBytes, rest.count + remaining)
            buffer = try [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
                try readAll(UnsafeMutableRawBufferPointer(bytes))
                initialized = count
            }
            place = rest.count
            buffer.withUnsafeBytes { rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<rest.count])) }
        }
        hash.update(UnsafeRawBufferPointer(target))
    }

    private func readAll(_ target: UnsafeMutableRawBufferPointer) throws {
        var rest = target
        while !rest.isEmpty {
            let count = read(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw SnapshotError(count == 0 ? "it ends too early" : String(cString: strerror(errno)))
            }
            rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Returns the next bytes.
    func bytes(_ count: Int) throws -> [UInt8] {
        guard 0...remaining ~= count else { throw SnapshotError("it ends too early") }
        return try [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            try fill(UnsafeMutableRawBufferPointer(bytes))
            initialized = count
        }
    }

    /// Passes bytes over, which the digest counts.
    func skip(_ count: Int) throws {
        guard 0...remaining ~= count else { throw SnapshotError("it ends too early") }
        var left = count
        while left > 0 { left -= try bytes(min(left, Self.bufferBytes)).count }
    }

    /// Returns the digest of the bytes so far, and begins another one.
    func digest() -> [UInt8] {
        var finished = SHA256()
        swap(&finished, &hash)
        return finished.finalize()
    }
}
