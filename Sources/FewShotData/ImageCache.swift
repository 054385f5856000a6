import FewShotDigests
import Foundation

/// Decoded images kept in a folder between starts, so that the next one needs no decoding.
///
/// A file is named for a digest of what it was made from and how. It holds that and the shape again and ends with a SHA-256 of
/// everything before; what doesn't match is ignored and made anew. Files are written beside and renamed into place.
package struct ImageCache {
    package let folder: String
    /// The origin of the images and the way in which they were made.
    let key: String

    /// A kept entry: the images, and the digest of the archive that they are from.
    package struct Entry {
        package var images: PackedImages
        package var digest: String

        package init(images: PackedImages, digest: String) {
            self.images = images
            self.digest = digest
        }
    }

    package init(folder: String, key: String) {
        self.folder = folder
        self.key = key
    }

    /// Raise it when the same input gives other pixels than before.
    private static let version = 2
    private static let magic = Array("SGPIXELS".utf8)

    /// Follows the magic and its own length in four bytes, the lowest first; the names follow, a line each, then the pixels.
    private struct Header: Codable {
        var version: Int
        var key: String
        var digest: String
        var count: Int
        var shape: [Int]
        var nameBytes: Int
        var skipped: [String]
        var copies: [Int: Int]
        var onGrey: [Int]
    }

    private var path: String {
        "\(folder)/\(SHA256.hexadecimal(of: Data("\(Self.version) \(key)".utf8)).prefix(32)).images"
    }

    /// Returns what was kept, or `nil` where there is nothing or nothing sound.
    package func read() -> Entry? {
        guard let file = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) else { return nil }
        let start = Self.magic.count + 4
        guard file.count >= start + SHA256.byteCount, file.prefix(Self.magic.count).elementsEqual(Self.magic) else {
            return nil
        }
        let data = file.dropLast(SHA256.byteCount)
        guard SHA256.digest(of: data).elementsEqual(file.suffix(SHA256.byteCount)) else { return nil }
        let length = data[Self.magic.count..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= data.count - start,
            let header = try? JSONDecoder().decode(Header.self, from: data[start..<start + length]),
            header.version == Self.version, header.key == key
        else { return nil }
        let body = data[(start + length)...]
        var images = PackedImages(shape: header.shape)
        let names = body.prefix(header.nameBytes)
        images.names = String(decoding: names, as: UTF8.self).split(separator: "\n").map(String.init)
        images.pixels = Array(body.dropFirst(header.nameBytes))
        images.skipped = header.skipped
        images.copies = header.copies
        images.onGrey = header.onGrey
        let isWhole = images.names.count == header.count && images.pixels.count == header.shape.reduce(header.count, *)
        return isWhole ? Entry(images: images, digest: header.digest) : nil
    }

    /// Keeps images for the next start.
    package func write(_ entry: Entry) throws {
        // Names hold no line breaks: archives with control characters in a name are refused.
        let names = Data(entry.images.names.joined(separator: "\n").utf8)
        let header = try JSONEncoder().encode(
            Header(
                version: Self.version, key: key, digest: entry.digest, count: entry.images.names.count,
                shape: entry.images.shape, nameBytes: names.count, skipped: entry.images.skipped,
                copies: entry.images.copies, onGrey: entry.images.onGrey
            )
        )
        let length = (0..<4).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) }
        let start = Data(Self.magic + length) + header + names
        var hash = SHA256()
        hash.update(start)
        hash.update(entry.images.pixels)

        let temporary = "\(path).\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do {
            try start.write(to: URL(filePath: temporary))
            let file = try FileHandle(forWritingTo: URL(filePath: temporary))
            defer { try? file.close() }
            try file.seekToEnd()
            try file.write(contentsOf: entry.images.pixels)
            try file.write(contentsOf: Data(hash.finalize()))
            guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            unlink(temporary)
            throw error
        }
    }
}
