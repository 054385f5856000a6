import FewShotLearning
import FewShotTensors
import Foundation
import Testing

import FewShotData

@Suite struct ImageFoldersTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(_ names: [String], _ options: DataOptions = DataOptions()) throws -> LoadedData {
        let path = try folder.write(names.enumerated().map { .init($1, PNGFixture.grey(UInt8($0))) }, to: "shop.zip")
        return try DataSource.images(path: path).load(options)
    }

    private func names(_ data: LoadedData) -> Set<String> { Set(data.splits.values.flatMap { $0.classes.map(\.name) }) }

    @Test func `makes a class of every folder, nested names joined`() throws {
        let data = try load(["shop/tea/green/1.png", "shop/tea/black/1.png", "shop/jam/1.png", "shop/readme.txt"])
        #expect(names(data) == ["tea/green", "tea/black", "jam"])
        #expect(data.imageShape == [3, 84, 84])
        #expect(data.scheme == "drawn, seed 0")
    }

    @Test func `divides 64, 16 and 20 of a hundred classes by seed`() throws {
        let files = (100..<200).map { "class\($0)/1.png" }
        var options = DataOptions()
        options.size = 8
        options.draw = 3
        let data = try load(files, options)
        #expect(try Split.allCases.map { try data.dataset($0).classes.count } == [64, 16, 20])
        #expect(names(data).count == 100)
        #expect(try load(files, options).splitDigest == data.splitDigest)
        options.draw = 4
        #expect(try load(files, options).splitDigest != data.splitDigest)
    }

    @Test func `takes the folders' own division where the classes are apart`() throws {
        let data = try load(["train/a/1.png", "train/b/1.png", "validation/c/1.png", "test/d/1.png", "more/e/1.png"])
        #expect(data.scheme == "folders")
        #expect(try Split.allCases.map { try data.dataset($0).classes.map(\.name) } == [["a", "b"], ["c"], ["d"]])
        #expect(data.notes == ["beside train, validation and test, left out: more"])
    }

    @Test func `pools parts that share classes, and says so`() throws {
        let data = try load(["train/a/1.png", "train/b/1.png", "val/a/1.png", "test/a/1.png", "test/c/1.png"])
        #expect(data.scheme == "drawn, seed 0")
        #expect(names(data) == ["a", "b", "c"])
        let pooled = data.splits.values.flatMap(\.classes).first { $0.name == "a" }
        #expect(pooled?.examples.count == 3)
        #expect(data.notes.count == 1 && data.notes[0].hasPrefix("1 of 3 classes are in more than one of train"))
    }

    @Test func `takes a class that one part files elsewhere for one class`() throws {
        let data = try load(
            ["train/veg/leek/1.png", "train/a/1.png", "train/b/1.png", "val/a/1.png", "test/veg/onion/leek/1.png"]
        )
        #expect(names(data) == ["a", "b", "veg/onion/leek"])
    }

    @Test func `crops and resizes images of any size and kind`() throws {
        try folder.write(PhotoFixture.jpeg, to: "any/a/1.JPG")
        try folder.write(PhotoFixture.webP, to: "any/b/1.webp")
        try folder.write(PNGFixture.grey(50, size: 200), to: "any/c/1.png")
        var options = DataOptions()
        options.size = 16
        options.channels = 1
        let data = try DataSource.images(path: "\(folder.path)/any").load(options)
        let features = try data.dataset(.train).features
        #expect(features.shape == [3, 1, 16, 16])
        #expect(try features[2].bytes().allSatisfy { $0 == 50 })
    }

    @Test func `leaves damaged images out on demand, and names them`() throws {
        let good = ["a", "b", "c"].map { ZipFixture.Member("\($0)/1.png", PNGFixture.grey(9)) }
        let path = try folder.write(good + [.init("a/2.png", "no image")], to: "shop.zip")
        var options = DataOptions()
        options.damage = .skip
        options.cacheDirectory = "\(folder.path)/cache"
        for _ in 0..<2 {  // the second time from the cache
            let data = try DataSource.images(path: path).load(options)
            let reason = "it is not a PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF image"
            #expect(data.notes == ["1 of 4 images left out:", "\(path): a/2.png: \(reason)"])
        }
        options.damage = .refuse
        #expect(throws: DataError.self) { try DataSource.images(path: path).load(options) }
    }

    @Test(.enabled(if: RealData.hasGrocery, "needs the Grocery Store Dataset in ../shared/data"))
    func `divides the 81 classes of the real groceries`() throws {
        var options = DataOptions()
        options.size = 32
        let data = try DataSource.images(path: RealData.grocery).load(options)
        #expect(try Split.allCases.map { try data.dataset($0).classes.count } == [52, 13, 16])
        #expect(try data.dataset(.train).features.shape == [5421, 3, 32, 32])
        #expect(data.splits.values.flatMap(\.classes).map(\.examples.count).reduce(0, +) == 5421)
    }
}
