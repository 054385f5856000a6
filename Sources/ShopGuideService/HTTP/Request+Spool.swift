import Foundation
import Hummingbird
import NIOCore
import ShopGuide
import ShopGuideApplication

extension Request {
    /// Writes the body into a file as it comes, and brings it to the disk.
    ///
    /// - Parameters:
    ///   - file: The file; where this throws, it isn't there afterwards.
    ///   - limit: The bytes of the body, at most.
    ///   - executor: The place where the file is written.
    /// - Returns: The number of bytes.
    /// - Throws: ``Problem`` 413 for more bytes than `limit`, 400 for fewer than were announced.
    func spool(to file: URL, upTo limit: Int, by executor: any WorkExecutor) async throws -> Int {
        let announced = headers[.contentLength].flatMap { Int($0) }
        let tooLarge = Problem(
            .contentTooLarge, "the file has \(announced.map { "\($0)" } ?? "more") bytes; the limit is \(limit)",
            headers: [.connection: "close"])
        if let announced, announced > limit { throw tooLarge }
        let writer = try SpoolWriter(file)
        do {
            var pending = ByteBuffer()
            for try await part in body {
                pending.writeImmutableBuffer(part)
                guard writer.bytes + pending.readableBytes <= limit else { throw tooLarge }
                if pending.readableBytes >= SpoolWriter.piece {
                    let piece = pending
                    try await executor.maintain { try writer.write(piece) }
                    pending = ByteBuffer()
                }
            }
            let rest = pending
            try await executor.maintain {
                try writer.write(rest)
                try writer.finish()
            }
            guard announced ?? writer.bytes == writer.bytes else {
                throw Problem(
                    .badRequest, "the body broke off after \(writer.bytes) bytes", headers: [.connection: "close"])
            }
            return writer.bytes
        } catch {
            try? FileManager.default.removeItem(at: file)
            throw error
        }
    }
}

/// Writes one file, one piece after the other.
private final class SpoolWriter: @unchecked Sendable {
    // Pieces are written one after the other, each awaited.
    private let file: FileHandle
    private(set) var bytes = 0
    static let piece = 1 << 20

    init(_ url: URL) throws {
        let descriptor = open(url.path(percentEncoded: false), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.full }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private static var full: Problem {
        Problem(
            .serviceUnavailable, "the file can't be kept beside the store; is there space?",
            headers: [.retryAfter: "60"])
    }

    func write(_ buffer: ByteBuffer) throws {
        do { try file.write(contentsOf: Data(buffer.readableBytesView)) } catch { throw Self.full }
        bytes += buffer.readableBytes
    }

    func finish() throws {
        do { try file.synchronize() } catch { throw Self.full }
    }
}
