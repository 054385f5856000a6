import FewShotLearning
import FewShotTensors
import Foundation
import Testing

import FewShotData

@Suite struct OmniglotTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `turns ink bright and paper dark, with antialiasing`() throws {
        let data = try Omniglot(path: folder.write(OmniglotFixture.members(), to: "omniglot.zip"))
        #expect(data.imageShape == [1, 28, 28])
        #expect(data.images.shape == [9 * 3 * 2, 1, 28, 28])
        let rows = try data.images[0].reshaped([28, 28]).slice(0..<1, 1).reshaped([28]).values(as: UInt8.self)
        #expect(Array(rows.prefix(3)) == [255, 255, 255])
        #expect(rows.suffix(23).allSatisfy { $0 == 0 })
        // 15 of 105 rows are 4 of 28: the edge falls between two pixels and is soft on both sides of it.
        #expect(rows[3] > 200 && rows[3] < 255 && rows[4] > 0 && rows[4] < 55)
    }

    @Test func `is the same from a zip file, a folder and the two original parts side by side`() throws {
        let members = OmniglotFixture.members()
        let zip = try Omniglot(path: folder.write(members, to: "omniglot.zip"))
        for member in members {
            try folder.write(member.bytes, to: "one/omniglot/\(member.name)")
            let part = member.name.hasPrefix("images_background") ? "images_background" : "images_evaluation"
            try folder.write(member.bytes, to: "two/\(part)/\(member.name)")
        }
        for path in ["one", "one/omniglot", "two"] {
            let unpacked = try Omniglot(path: "\(folder.path)/\(path)")
            #expect(unpacked.glyphs == zip.glyphs)
            #expect(try unpacked.images.bytes() == zip.images.bytes())
        }
    }

    @Test func `divides as the split files say, with quarter turns as classes`() throws {
        let path = try folder.write(OmniglotFixture.members(), to: "omniglot.zip")
        try OmniglotFixture.writeSplits(into: folder)
        let data = try DataSource.omniglot(path: path).load()
        #expect(data.scheme == "vinyals")
        let train = try data.dataset(.train)
        #expect(
            train.classes.map(\.name)
                == [0, 1, 2, 3].map { "Old_1/character01/rot" + ["000", "090", "180", "270"][$0] })
        #expect(train.features.shape == [4 * 54, 1, 28, 28])
        #expect(train.classes.map(\.examples) == [[0, 1], [54, 55], [108, 109], [162, 163]])

        // The bar along the top is on the left after a quarter turn counter-clockwise, then below, then on the right.
        let corners = try train.classes.map { category in
            let image = train.features[category.examples[0]].reshaped([28, 28])
            return try [(0, 14), (14, 0), (27, 14), (14, 27)].map { try image[$0.0].selecting($0.1, 0).scalar() }
        }
        #expect(corners == [[255, 0, 0, 0], [0, 255, 0, 0], [0, 0, 255, 0], [0, 0, 0, 255]])
    }

    @Test func `leaves the quarter turns out on demand`() throws {
        let path = try folder.write(OmniglotFixture.members(), to: "omniglot.zip")
        try OmniglotFixture.writeSplits(into: folder, at: "elsewhere")
        var options = DataOptions()
        options.rotations = false
        options.splitsDirectory = "\(folder.path)/elsewhere"
        let data = try DataSource.omniglot(path: path).load(options)
        #expect(data.scheme == "vinyals, without rotations")
        #expect(
            try data.dataset(.test).classes == [
                Dataset.Class(name: "New_1/character01", examples: [42, 43], group: "New_1")
            ])
        #expect(try data.dataset(.test).features.shape == [54, 1, 28, 28])
    }

    @Test func `holds the last five background alphabets for validation`() throws {
        var options = DataOptions()
        options.scheme = .background
        let path = try folder.write(OmniglotFixture.members(), to: "omniglot.zip")
        let data = try DataSource.omniglot(path: path).load(options)
        func alphabets(_ split: Split) throws -> Set<String> {
            Set(try data.dataset(split).classes.map { String($0.name.prefix(5)) })
        }
        #expect(try alphabets(.train) == ["Old_1", "Old_2"])
        #expect(try alphabets(.validation) == ["Old_3", "Old_4", "Old_5", "Old_6", "Old_7"])
        #expect(try alphabets(.test) == ["New_1", "New_2"])
    }

    @Test func `draws the paper's 64, 16 and 20 characters by seed`() throws {
        let members = OmniglotFixture.members(background: 9, evaluation: 9, characters: 6, drawings: 1)
        let path = try folder.write(members, to: "omniglot.zip")
        func load(_ draw: UInt64) throws -> LoadedData {
            var options = DataOptions()
            options.scheme = .paper
            options.draw = draw
            return try DataSource.omniglot(path: path).load(options)
        }
        let data = try load(1)
        #expect(data.scheme == "paper, seed 1")
        #expect(try Split.allCases.map { try data.dataset($0).classes.count } == [64, 16, 20])
        #expect(Set(data.splits.values.flatMap { $0.classes.map(\.name) }).count == 100)
        #expect(try load(1).splitDigest == data.splitDigest)
        #expect(try load(2).splitDigest != data.splitDigest)
    }

    @Test(.enabled(if: RealData.hasOmniglot, "needs Omniglot in ../shared/data"))
    func `loads all of the real Omniglot, from the cache the second time`() throws {
        var options = DataOptions()
        options.cacheDirectory = "\(folder.path)/cache"
        let source = DataSource.omniglot(path: RealData.omniglot)
        let data = try source.load(options)
        #expect(try Split.allCases.map { try data.dataset($0).classes.count } == [4112, 688, 1692])
        #expect(data.splits.values.allSatisfy { $0.classes.allSatisfy { $0.examples.count == 20 } })
        #expect(try data.dataset(.train).features.shape == [4 * 32_460, 1, 28, 28])
        let again = try source.load(options)
        #expect(again.digest == data.digest && again.splitDigest == data.splitDigest)
        #expect(
            try again.dataset(.test).features[0..<32_460].bytes() == data.dataset(.test).features[0..<32_460].bytes())
    }

    @Test(.enabled(if: RealData.hasOmniglot, "needs Omniglot in ../shared/data"))
    func `divides the real Omniglot by background and evaluation`() throws {
        var options = DataOptions()
        options.scheme = .background
        let data = try DataSource.omniglot(path: RealData.omniglot).load(options)
        #expect(try data.dataset(.test).classes.count == 659)
        #expect(try data.dataset(.train).classes.count + data.dataset(.validation).classes.count == 964)
    }

    @Test(.enabled(if: RealData.hasOmniglot, "needs Omniglot in ../shared/data"))
    func `trains on five alphabets, and on none of the evaluation ones`() throws {
        var options = DataOptions()
        options.scheme = .smallBackground
        let data = try DataSource.omniglot(path: RealData.omniglot).load(options)
        let alphabets = try data.dataset(.train).classes.compactMap(\.group)
        #expect(Set(alphabets) == ["Greek", "Japanese_(katakana)", "Latin", "Sanskrit", "Tagalog"])
        #expect(try Set(data.dataset(.validation).classes.map(\.group)).count == 5)
        #expect(try data.dataset(.test).classes.count == 659)
    }
}
