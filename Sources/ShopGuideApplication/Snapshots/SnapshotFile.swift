import FewShotDigests
import FewShotTensors
package import Foundation
package import ShopGuide
package import ShopGuideStore

/// The beginning of a snapshot: what it is of, so that one of something else is told without being read.
package struct SnapshotHeader: Sendable, Codable, Equatable {
    /// The format; another one isn't read.
    package var format = Self.currentFormat
    /// The digest of the model that embedded the products, and of the columns that it saw.
    package var model: String
    /// The position in the store's feed up to which changes are in it.
    package var position: ChangePosition
    /// The number of products.
    package var products: Int

    /// The format that this version writes.
    package static let currentFormat = 1

    /// Creates the header of a snapshot.
    package init(model: String, position: ChangePosition, products: Int) {
        (self.model, self.position, self.products) = (model, position, products)
    }
}

/// A snapshot in a file: a mark, the header with its length, the parts, and the SHA-256 of all that.
///
/// It is in its place only once it is whole and durable. Reading checks the digest before anything is used.
package enum SnapshotFile {
    private static let mark = Array("shopsnap".utf8)
    private static let mostHeaderBytes = 1 << 16

    /// Writes a snapshot.
    ///
    /// - Parameters:
    ///   - url: The file; an existing one is replaced.
    ///   - header: The header.
    ///   - body: Writes the parts.
    /// - Throws: ``SnapshotError`` or `DurableFile.Failure` where it can't be written, or what `body` throws; the file is then as it was.
    package static func write(
        to url: URL, _ header: SnapshotHeader, _ body: (SnapshotWriter) throws -> Void
    ) throws {
        let encoded = Array(try JSONEncoder().encode(header))
        try DurableFile.place(at: url) { beside in
            let target = try SnapshotTarget(beside)
            try mark.withUnsafeBytes { try target.add($0) }
            try withUnsafeBytes(of: UInt32(encoded.count).littleEndian) { try target.add($0) }
            try encoded.withUnsafeBytes { try target.add($0) }
            try body(SnapshotWriter { try target.add($0) })
            try target.finish()
        }
    }

    /// Reads a snapshot.
    ///
    /// - Parameters:
    ///   - url: The file.
    ///   - accepts: Throws where the snapshot isn't of what is wanted; the rest isn't read then.
    ///   - body: Reads the parts; what it returns isn't used where the digest is another.
    /// - Returns: The header, and what `body` returned.
    /// - Throws: ``SnapshotError`` for a file that isn't a whole snapshot, or what `accepts` or `body` throws.
    package static func read<Result>(
        _ url: URL, accepts: (SnapshotHeader) throws -> Void, _ body: (inout SnapshotReader) throws -> Result
    ) throws -> (header: SnapshotHeader, result: Result) {
        let source = try SnapshotSource(url)
        let start = try source.bytes(mark.count + 4)
        guard Array(start.prefix(mark.count)) == mark else { throw SnapshotError("it is no snapshot") }
        let length = start.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= min(mostHeaderBytes, source.remaining) else { throw SnapshotError("its header is cut off") }
        guard let header = try? JSONDecoder().decode(SnapshotHeader.self, from: Data(try source.bytes(length))) else {
            throw SnapshotError("its header can't be understood")
        }
        guard header.format == SnapshotHeader.currentFormat else {
            throw SnapshotError("its format is \(header.format), not \(SnapshotHeader.currentFormat)")
        }
        try accepts(header)
        var reader = SnapshotReader(source.remaining - SHA256.byteCount) { try source.fill($0) }
        let result = Swift.Result { try body(&reader) }
        try source.skip(source.remaining - SHA256.byteCount)
        let digest = source.digest()
        guard try source.bytes(SHA256.byteCount) == digest else {
            throw SnapshotError("its bytes aren't those that were written")
        }
        return (header, try result.get())
    }
}
