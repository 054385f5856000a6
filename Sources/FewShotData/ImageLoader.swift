import FewShotDigests
import FewShotLearning
import Foundation

/// Loads an archive's images, from the cache where they are there.
struct ImageLoader {
    let archive: ImageArchive
    let options: DataOptions

    /// The loaded images, with notes on them for the user.
    struct Loaded {
        var images: PackedImages
        var digest: String
        var notes: [String] = []

        /// Inverts drawings that have another ink than is asked for.
        ///
        /// - Returns: The ink that they have then; `nil` where they are no drawings.
        mutating func fit(to wanted: Ink?, name: String) -> Ink? {
            guard let ink = images.ink, let wanted, ink != wanted else { return images.ink }
            images.invert()
            notes.append(
                "\(name) has \(ink.rawValue) ink, the model was trained on \(wanted.rawValue) ink: it is inverted")
            return wanted
        }
    }

    func load(_ members: [ImageArchive.Member], size: Int, channels: Int, inverted: Bool) throws -> Loaded {
        let needed = members.count * channels * size * size
        guard needed <= options.memoryLimit else {
            throw DataError(
                .overLimit,
                "\(archive.path): \(members.count) images of \(channels)×\(size)×\(size) take \(needed) bytes; the limit is \(options.memoryLimit); choose a smaller size"
            )
        }
        let names = members.map(\.name)
        let cache = try options.cacheDirectory.map { folder in
            let chosen = SHA256.hexadecimal(of: Data(names.joined(separator: "\n").utf8))
            let shape = "\(channels)x\(size)x\(size) inverted \(inverted)"
            let how = "\(chosen) \(shape) \(options.damage) \(options.imageLimits.pixels)"
            return ImageCache(folder: folder, key: "\(try archive.stamp()) \(how)")
        }
        if let entry = cache?.read(), entry.images.names.count + entry.images.skipped.count == names.count {
            return Loaded(images: entry.images, digest: entry.digest, notes: notes(on: entry.images))
        }
        let packer = ImagePacker(
            archive: archive, channels: channels, size: size, isInverted: inverted, limits: options.imageLimits,
            damage: options.damage
        )
        let images = try packer.pack(members)
        var loaded = Loaded(images: images, digest: try archive.digest(), notes: notes(on: images))
        do {
            try cache?.write(ImageCache.Entry(images: images, digest: loaded.digest))
        } catch {
            let folder = options.cacheDirectory ?? ""
            loaded.notes.append(
                "the next start will be as slow: nothing can be kept in \(folder): \(error.localizedDescription)")
        }
        return loaded
    }

    private func notes(on images: PackedImages) -> [String] {
        var notes: [String] = []
        if !images.skipped.isEmpty {
            notes.append("\(images.skipped.count) of \(images.skipped.count + images.names.count) images left out:")
            notes += images.skipped
        }
        if !images.onGrey.isEmpty {
            let names = NameList(images.onGrey.map { images.names[$0] })
            notes.append("\(names.count("picture is", "pictures are")) white on transparent and laid on grey: \(names)")
        }
        return notes
    }
}

/// Names in a note: the first few, for there may be thousands.
package struct NameList: CustomStringConvertible {
    let names: [String]
    private static let shown = 5

    package init(_ names: [String]) { self.names = names }

    /// Returns the number of names with the words for one or for several.
    package func count(_ one: String, _ several: String) -> String {
        "\(names.count) \(names.count == 1 ? one : several)"
    }

    package var description: String {
        names.prefix(Self.shown).joined(separator: ", ") + (names.count > Self.shown ? ", …" : "")
    }
}
