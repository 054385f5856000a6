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
        let cache = try options.cacheDirectory.map { folder in
            let how = "\(channels)x\(size)x\(size) inverted \(inverted) \(options.damage) \(options.imageLimits.pixels)"
            return ImageCache(folder: folder, key: "\(try archive.stamp()) \(how)")
        }
        let names = members.map(\.name)
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
        guard !images.skipped.isEmpty else { return [] }
        return ["\(images.skipped.count) of \(images.skipped.count + images.names.count) images left out:"]
            + images.skipped
    }
}
