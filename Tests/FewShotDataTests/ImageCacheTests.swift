import FewShotLearning
import FewShotTensors
import Foundation
import Testing

import FewShotData

@Suite struct ImageCacheTests {
    private let folder: TemporaryFolder
    private let cache: ImageCache

    init() throws {
        folder = try TemporaryFolder()
        cache = ImageCache(folder: "\(folder.path)/deep/cache", key: "one")
    }

    private var entry: ImageCache.Entry {
        var images = PackedImages(shape: [1, 2, 2])
        images.names = ["a/1.png", "a/2.png"]
        images.pixels = [1, 2, 3, 4, 5, 6, 7, 8]
        images.skipped = ["b: damaged"]
        return ImageCache.Entry(images: images, digest: "digest")
    }

    @Test func `keeps images and what belongs to them`() throws {
        #expect(cache.read() == nil)
        try cache.write(entry)
        let kept = try #require(cache.read())
        #expect(kept.images == entry.images && kept.digest == "digest")
        #expect(ImageCache(folder: cache.folder, key: "two").read() == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.folder).count == 1)
    }

    @Test func `ignores every corruption and truncation`() throws {
        try cache.write(entry)
        let path = try #require(FileManager.default.contentsOfDirectory(atPath: cache.folder).first)
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: "\(cache.folder)/\(path)")))
        for position in bytes.indices {
            var corrupt = bytes
            corrupt[position] ^= 0x55
            try Data(corrupt).write(to: URL(filePath: "\(cache.folder)/\(path)"))
            #expect(cache.read() == nil)
            try Data(bytes.prefix(position)).write(to: URL(filePath: "\(cache.folder)/\(path)"))
            #expect(cache.read() == nil)
        }
    }

    @Test func `rebuilds what is corrupt`() throws {
        let path = try folder.write(["a", "b", "c"].map { .init("\($0)/1.png", PNGFixture.grey(9)) }, to: "shop.zip")
        var options = DataOptions()
        options.cacheDirectory = cache.folder
        let first = try DataSource.images(path: path).load(options)
        let kept = try #require(FileManager.default.contentsOfDirectory(atPath: cache.folder).first)
        try Data("SGPIXELS nonsense".utf8).write(to: URL(filePath: "\(cache.folder)/\(kept)"))
        let second = try DataSource.images(path: path).load(options)
        #expect(try second.dataset(.train).features.bytes() == first.dataset(.train).features.bytes())
        #expect(cache.read() == nil)
    }

    @Test func `goes on without a cache where none can be written, and says so`() throws {
        let path = try folder.write(["a", "b", "c"].map { .init("\($0)/1.png", PNGFixture.grey(9)) }, to: "shop.zip")
        var options = DataOptions()
        options.cacheDirectory = "\(path)/not-a-folder"
        let data = try DataSource.images(path: path).load(options)
        #expect(data.notes.count == 1 && data.notes[0].contains("nothing can be kept in \(path)/not-a-folder"))
    }

    @Test func `finds the user's cache folder by the XDG rules`() {
        let both = ["XDG_CACHE_HOME": "/var/cache", "HOME": "/home/ada"]
        #expect(DataOptions.cacheDirectory(environment: both) == "/var/cache/shopguide")
        #expect(DataOptions.cacheDirectory(environment: ["HOME": "/home/ada"]) == "/home/ada/.cache/shopguide")
        #expect(DataOptions.cacheDirectory(environment: [:]) == nil)
    }
}
