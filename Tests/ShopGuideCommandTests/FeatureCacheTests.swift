import FewShotTensors
import Foundation
import ShopGuideExperiments
import Testing

@Suite struct FeatureCacheTests {
    private let folder: TemporaryFolder
    private var url: URL { folder.url("features") }

    init() throws { folder = try TemporaryFolder() }

    private func features(_ seed: UInt64) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        return Tensor.normal([10, 4], using: &generator)
    }

    @Test func `returns what was kept, bit by bit, and nothing for another key`() throws {
        let cache = FeatureCache(folder: url)
        #expect(cache.read("one") == nil)
        try cache.write(features(1), for: "one")
        #expect(try cache.read("one")?.bytes() == features(1).bytes())
        #expect(cache.read("two") == nil)
    }

    @Test func `ignores a file that was cut, changed or renamed`() throws {
        let cache = FeatureCache(folder: url)
        try cache.write(features(1), for: "one")
        let file = url.appending(path: try #require(try folder.files(in: "features").first))
        let sound = try Data(contentsOf: file)
        var changed = sound
        changed[changed.count - 3] ^= 1
        for bytes in [sound.dropLast(5), changed, Data("words".utf8), Data()] {
            try bytes.write(to: file)
            #expect(cache.read("one") == nil)
        }
        try sound.write(to: file)
        try cache.write(features(2), for: "two")
        let other = try #require(try folder.files(in: "features").first { $0 != file.lastPathComponent })
        try Data(contentsOf: url.appending(path: other)).write(to: file)
        #expect(cache.read("one") == nil)
    }

    @Test func `keeps within its bounds, and the newest`() throws {
        let cache = FeatureCache(folder: url, limit: 1200)  // a file has some 400 bytes
        for key in 0..<6 { try cache.write(features(UInt64(key)), for: "\(key)") }
        let files = try folder.files(in: "features")
        #expect((1...3).contains(files.count))
        #expect(cache.read("5") != nil)
        #expect(cache.read("0") == nil)
        try FeatureCache(folder: url, limit: 100).write(features(9), for: "large")
        #expect(cache.read("large") == nil)
    }
}
