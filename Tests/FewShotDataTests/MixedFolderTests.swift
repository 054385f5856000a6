import FewShotLearning
import Foundation
import Testing

import FewShotData

/// Folders as people keep them: copies, leftovers of their systems, names in any form, other kinds of files.
@Suite struct MixedFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(
        _ files: [(String, [UInt8])], _ change: (inout DataOptions) -> Void = { _ in }
    ) throws -> LoadedData {
        for (name, bytes) in files { try folder.write(bytes, to: "shop/\(name)") }
        var options = DataOptions()
        options.size = 8
        change(&options)
        return try DataSource.images(path: "\(folder.path)/shop").load(options)
    }

    private func counts(_ data: LoadedData) -> [String: Int] {
        let classes = data.splits.values.flatMap(\.classes)
        return Dictionary(classes.map { ($0.name, $0.examples.count) }) { $0 + $1 }
    }

    private let grey = (0..<4).map { PNGFixture.grey(UInt8($0)) }

    @Test func `counts the copies of a picture within a class once, and says so`() throws {
        let files = [
            ("a/1.png", grey[0]), ("a/1 (1).png", grey[0]), ("a/2.png", grey[1]), ("b/1.png", grey[0]),
            ("b/copy.png", grey[0]), ("c/1.png", grey[2]),
        ]
        for _ in 0..<2 {  // the second time from the cache
            let data = try load(files) { $0.cacheDirectory = "\(folder.path)/cache" }
            #expect(counts(data) == ["a": 2, "b": 1, "c": 1])
            #expect(
                data.notes == ["2 pictures are copies of others in their class and count once: a/1.png, b/copy.png"])
        }
    }

    @Test func `counts a copy in each of the folders' own parts`() throws {
        let data = try load([
            ("train/a/1.png", grey[0]), ("train/a/2.png", grey[0]), ("train/b/1.png", grey[1]),
            ("test/c/1.png", grey[0]),
        ])
        #expect(data.scheme == "folders" && counts(data) == ["a": 1, "b": 1, "c": 1])
        #expect(data.notes == ["1 picture is a copy of another in its class and counts once: train/a/2.png"])
    }

    @Test func `says not a word of what systems leave beside pictures`() throws {
        let leftovers = [
            "a/Thumbs.db", "b/.DS_Store", "desktop.ini", "c/Desktop.ini", "__MACOSX/a/._1.png", "c/._1.png",
            "a/__MACOSX/1.png", "c/Icon\r", "c/@eaDir/1.png", "$RECYCLE.BIN/1.png",
        ]
        let files = [("a/1.png", grey[0]), ("b/1.png", grey[1]), ("c/1.png", grey[2])]
        let digest = try load(files).digest
        let data = try load(files + leftovers.map { ($0, grey[3]) })
        #expect(counts(data) == ["a": 1, "b": 1, "c": 1])
        #expect(data.notes.isEmpty && data.digest == digest)
    }

    @Test func `tells kinds by bytes, and images by extensions in any case`() throws {
        let gif = GIFFixture.bytes(width: 1, height: 1, [.init(width: 1, pixels: [0])])
        let data = try load([
            ("a/gif named.JPG", gif), ("b/茶壶 (1) [x].TIFF", PhotoFixture.jpeg), ("c/1.Avif", AVIFFixture.plain),
            ("a/notes.txt", grey[0]),
        ])
        #expect(counts(data) == ["a": 1, "b": 1, "c": 1])
    }

    @Test func `takes both Unicode forms of a class's name for one class`() throws {
        let name = "café"
        let data = try load([
            ("\(name.precomposedStringWithCanonicalMapping)/1.png", grey[0]),
            ("\(name.decomposedStringWithCanonicalMapping)/2.png", grey[1]), ("b/1.png", grey[2]), ("c/1.png", grey[3]),
        ])
        #expect(counts(data) == [name: 2, "b": 1, "c": 1])
        let stored = data.splits.values.flatMap(\.classes).first { $0.name == name }?.name
        #expect(stored.map { Array($0.utf8) } == Array(name.precomposedStringWithCanonicalMapping.utf8))
    }

    @Test func `reads two files whose names differ in their Unicode form alone`() throws {
        let (composed, decomposed) = ("a/\u{e9}.png", "a/e\u{301}.png")
        let data = try load([
            (composed, grey[0]), (decomposed, grey[1]), ("b/1.png", grey[2]), ("c/1.png", grey[3]),
        ])
        #expect(counts(data) == ["a": 2, "b": 1, "c": 1])
    }

    @Test func `refuses a kind that isn't read, or counts and names it`() throws {
        let heic = little(0, 3) + [24] + Array("ftypheic".utf8) + little(0, 4) + Array("mif1heic".utf8)
        let files = [("a/1.png", grey[0]), ("a/2.heic", heic), ("b/1.png", grey[1]), ("c/1.png", grey[2])]
        let message = "\(folder.path)/shop: a/2.heic: it is a HEIC picture, which isn't read here; save it as JPEG"
        let error = #expect(throws: DataError.self) { try load(files) }
        #expect(error?.message == message)
        #expect(try load(files) { $0.damage = .skip }.notes == ["1 of 4 images left out:", message])
    }

    @Test func `names drafts that are left out`() throws {
        let data = try load([
            ("a/1.png", grey[0]), ("a/1.psd", []), ("b/1.png", grey[1]), ("b/logo.SVG", []), ("c/1.png", grey[2]),
        ])
        #expect(
            data.notes == ["2 files are of a kind of picture that isn't read here, and left out: a/1.psd, b/logo.SVG"])
    }

    @Test func `notes pictures that are laid on grey`() throws {
        let white = PNGFixture.bytes(width: 2, depth: 8, .greyAlpha, rows: [[255, 255, 0, 0], [255, 255, 0, 0]])
        let files = [("a/1.png", white), ("b/1.png", grey[1]), ("c/1.png", grey[2])]
        for _ in 0..<2 {  // the second time from the cache
            let data = try load(files) { $0.cacheDirectory = "\(folder.path)/cache" }
            #expect(data.notes == ["1 picture is white on transparent and laid on grey: a/1.png"])
        }
    }
}
