import Foundation
import Testing

import FewShotData

@Suite struct ImageArchiveTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `reads the same from a folder and a zip file`() throws {
        let files = ["b/2.png": "two", "a/1.png": "one", "a.txt": "text"]
        for (name, text) in files { try folder.write(text, to: "files/\(name)") }
        try folder.write(files.map { .init($0.key, $0.value) }, to: "files.zip")
        for path in ["files", "files.zip"] {
            let archive = try ImageArchive(path: "\(folder.path)/\(path)")
            #expect(archive.members.map(\.name) == ["a.txt", "a/1.png", "b/2.png"])
            let texts = try archive.members.map { String(decoding: try archive.bytes(of: $0), as: UTF8.self) }
            #expect(texts == ["text", "one", "two"])
        }
    }

    @Test func `unpacks deflated members`() throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        let path = try folder.write([.init("big", bytes).with { $0.isDeflated = true }], to: "big.zip")
        let archive = try ImageArchive(path: path)
        #expect(try archive.bytes(of: archive.members[0]) == bytes)
    }

    @Test func `leaves out hidden files, resource forks and folders`() throws {
        let names = ["__MACOSX/a/._1.png", "a/.DS_Store", "a/", ".git/config", "a/1.png"]
        let archive = try ImageArchive(path: folder.write(names.map { .init($0) }, to: "mac.zip"))
        #expect(archive.members.map(\.name) == ["a/1.png"])
        try folder.write("", to: "mac/.hidden/1.png")
        try folder.write("", to: "mac/b/2.png")
        #expect(try ImageArchive(path: "\(folder.path)/mac").members.map(\.name) == ["b/2.png"])
    }

    @Test func `reads the separators of Windows`() throws {
        let archive = try ImageArchive(path: folder.write([.init("a\\1.png")], to: "windows.zip"))
        #expect(archive.members.map(\.name) == ["a/1.png"])
    }

    @Test func `follows links to files inside of the folder`() throws {
        try folder.write("one", to: "links/a/1.png")
        let link = "\(folder.path)/links/2.png"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "a/1.png")
        let archive = try ImageArchive(path: "\(folder.path)/links")
        #expect(try archive.members.map { try archive.bytes(of: $0) } == [Array("one".utf8), Array("one".utf8)])
    }

    @Test(.enabled(if: RealData.hasOmniglot, "needs Omniglot in ../shared/data"))
    func `gives a zip file's digest as sha256sum does`() throws {
        let digest = "cdeed3f76cfc4513e8edb3e0e1ec30c1d520f3b7b84a4ed4e0c7506d7465bb9e"
        #expect(try ImageArchive(path: RealData.omniglot).digest() == digest)
    }

    @Test func `tells folders apart by content, and notices changes`() throws {
        try folder.write("one", to: "first/1.png")
        try folder.write("one", to: "second/1.png")
        let first = try ImageArchive(path: "\(folder.path)/first")
        #expect(try first.digest() == ImageArchive(path: "\(folder.path)/second").digest())
        try folder.write("two", to: "second/1.png")
        let second = try ImageArchive(path: "\(folder.path)/second")
        #expect(try first.digest() != second.digest())
        #expect(try first.stamp() != second.stamp())
    }
}
