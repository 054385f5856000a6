import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideStore
import Testing

import ShopGuideApplication

/// Snapshots as files.
@Suite struct SnapshotFileTests {
    private let temporary: TemporaryShop
    private let folder: SnapshotFolder
    private let position: ChangePosition
    private let catalogue: ProductCatalogue

    init() throws {
        temporary = try TemporaryShop()
        folder = SnapshotFolder(temporary.folder.appending(path: "snapshots"))
        position = try Stores.open(at: temporary.store).latestChange()
        var catalogue = ProductCatalogue(modelDigest: "m1", dimensions: 8)
        var generator = SeededGenerator(seed: 2)
        for number in 0..<40 {
            try catalogue.add(
                Product(id: "p\(number)", title: LocalizedText("Mug \(number)"), markets: ["DE"]),
                (0..<8).map { _ in Float(generator.uniform(in: -1...1)) })
        }
        catalogue.prepareSearches(lanes: 1)
        self.catalogue = catalogue
    }

    private var file: URL { folder.file(ofModel: "m1") }

    private func read() throws -> ProductCatalogue? {
        try folder.catalogue(ofModel: "m1", feed: position.feed)?.catalogue
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.url.path)) ?? []).sorted()
    }

    @Test func `a snapshot that isn't there is none`() throws {
        #expect(try read() == nil)
        try folder.save(catalogue, at: position)
        let found = try #require(try folder.catalogue(ofModel: "m1", feed: position.feed))
        #expect(found.position == position && found.catalogue.count == 40)
        #expect(found.catalogue.product("p7") == catalogue.product("p7"))
    }

    @Test func `a snapshot of another store or another model isn't read`() throws {
        try folder.save(catalogue, at: position)
        #expect(throws: SnapshotError("it is of another store")) {
            try folder.catalogue(ofModel: "m1", feed: "another")
        }
        try FileManager.default.copyItem(at: file, to: folder.file(ofModel: "m2"))
        #expect(throws: SnapshotError("it is of another model")) {
            try folder.catalogue(ofModel: "m2", feed: position.feed)
        }
    }

    @Test func `a change of any byte is found out`() throws {
        try folder.save(catalogue, at: position)
        let whole = try Data(contentsOf: file)
        for place in whole.indices {
            var changed = whole
            changed[place] ^= 0x40
            try changed.write(to: file)
            #expect(throws: SnapshotError.self, "byte \(place)") { try read() }
        }
    }

    @Test func `a file that is cut off or longer is found out`() throws {
        try folder.save(catalogue, at: position)
        let whole = try Data(contentsOf: file)
        for count in whole.indices {
            try whole.prefix(count).write(to: file)
            #expect(throws: SnapshotError.self, "\(count) bytes") { try read() }
        }
        try (whole + [0]).write(to: file)
        #expect(throws: SnapshotError.self) { try read() }
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
        #expect(throws: SnapshotError.self) { try read() }
    }

    @Test func `a snapshot that isn't written to its end leaves the one before`() throws {
        struct Interruption: Error {}
        try folder.save(catalogue, at: position)
        let before = try Data(contentsOf: file)
        let header = SnapshotHeader(model: "m1", position: position, products: 1)
        #expect(throws: Interruption.self) {
            try SnapshotFile.write(to: file, header) { writer in
                try catalogue.write(to: writer)
                throw Interruption()
            }
        }
        #expect(try Data(contentsOf: file) == before && names == ["m1.snapshot"])
    }

    @Test func `what a killed process left is removed with the next snapshot, and never read`() throws {
        try folder.save(catalogue, at: position)
        let left = folder.url.appending(component: ".m1.snapshot.0123abcd.partial")
        try Data(contentsOf: file).prefix(500).write(to: left)
        #expect(try read()?.count == 40 && names.count == 2)
        try folder.save(catalogue, at: position)
        #expect(names == ["m1.snapshot"])
    }

    @Test func `the snapshots of two models are kept, the newest`() throws {
        for (number, model) in ["m1", "m2", "m3"].enumerated() {
            var other = ProductCatalogue(modelDigest: model, dimensions: 8)
            try other.add(Product(id: "a"), [Float](repeating: 1, count: 8))
            other.prepareSearches(lanes: 1)
            try folder.save(other, at: position)
            let date = Date(timeIntervalSince1970: Double(1_000_000 + number))
            try FileManager.default.setAttributes(
                [.modificationDate: date], ofItemAtPath: folder.file(ofModel: model).path)
        }
        #expect(names == ["m2.snapshot", "m3.snapshot"])
    }
}
