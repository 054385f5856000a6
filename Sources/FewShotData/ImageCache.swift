import Crypto
import Foundation

/// Decoded images kept in a folder between starts, so that the next one needs no decoding.
///
/// A file is named for a digest of what it was made from and how. It holds the digest again, the shape and a checksum; what
/// doesn't match is ignored and made anew. Files are written beside and renamed into place.
struct ImageCache {
    let folder: String
    /// What the images were made from and how.
    let key: String

    /// Raise it when the same input gives other pixels than before.
    private static let version = 1
    private static let magic = Array("SGPIXELS".utf8)

    private struct Header: Codable {
        var version: Int
        var key: String
        var digest: String
        var count: Int
        var shape: [Int]
        var nameBytes: Int
        var skipped: [String]
        var checksum: String
    }

    private var path: String {
        "\(folder)/\(SHA256.hash(data: Data("\(Self.version) \(key)".utf8)).hexadecimal.prefix(32)).images"
    }

    /// What was kept: the images, and the digest of the archive that they are from.
    struct Entry {
        var images: PackedImages
        var digest: String
    }

    /// Returns what was kept, or `nil` where there is nothing or nothing sound.
    func read() -> Entry? {
        guard let data = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) else { return nil }
        let start = Self.magic.count + 4
        guard data.count >= start, data.prefix(Self.magic.count).elementsEqual(Self.magic) else { return nil }
        let headerBytes = data[Self.magic.count..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard data.count - start >= headerBytes,
            let header = try? JSONDecoder().decode(Header.self, from: data[start..<start + headerBytes]),
            header.version == Self.version, header.key == key, header.shape.count == 3
        else { return nil }
        let body = data[(start + headerBytes)...]
        let sizes = header.shape + [header.count]
        let (pixels, overflow) = sizes.reduce((1, false)) { total, size in
            let (product, overflow) = total.0.multipliedReportingOverflow(by: size)
            return (product, overflow || total.1 || size < 0)
        }
        guard !overflow, header.nameBytes >= 0, header.nameBytes <= body.count, body.count - header.nameBytes == pixels,
            SHA256.hash(data: body).hexadecimal == header.checksum
        else { return nil }
        var images = PackedImages(shape: header.shape)
        images.names = String(decoding: body.prefix(header.nameBytes), as: UTF8.self).split(separator: "\n").map(
            String.init)
        images.pixels = Array(body.dropFirst(header.nameBytes))
        images.skipped = header.skipped
        return images.names.count == header.count ? Entry(images: images, digest: header.digest) : nil
    }

    /// Keeps images for the next start.
    func write(_ entry: Entry) throws {
        // Names hold no line breaks: archives with control characters in a name are refused.
        let names = Data(entry.images.names.joined(separator: "\n").utf8)
        var hash = SHA256()
        hash.update(data: names)
        hash.update(data: entry.images.pixels)
        let header = try JSONEncoder().encode(
            Header(
                version: Self.version, key: key, digest: entry.digest, count: entry.images.names.count,
                shape: entry.images.shape, nameBytes: names.count, skipped: entry.images.skipped,
                checksum: hash.finalize().hexadecimal
            )
        )
        let length = (0..<4).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) }
        let temporary = "\(path).\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do {
            try (Data(Self.magic + length) + header + names + entry.images.pixels).write(to: URL(filePath: temporary))
            guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            unlink(temporary)
            throw error
        }
    }
}
