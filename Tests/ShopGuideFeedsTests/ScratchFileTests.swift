import Foundation
import Testing

import ShopGuideFeeds

/// What is kept in a file while a table is sorted.
@Suite struct ScratchFileTests {
    private func texts(_ reader: BlockReader) throws -> [String] {
        var texts = [String]()
        while let block = reader.block {
            texts.append(String(decoding: block[4...], as: UTF8.self))
            try reader.advance()
        }
        return texts
    }

    @Test(arguments: [1, 64, 100, 4096]) func `blocks come back whole through a buffer of any size`(_ size: Int) throws
    {
        let expected = (0..<200).map { String(repeating: "é", count: $0 * 37 % 150) }
        var bytes = [UInt8]()
        for text in expected {
            withUnsafeBytes(of: UInt32(4 + text.utf8.count)) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: text.utf8)
        }
        let file = try ScratchFile()
        _ = try "before".utf8.withContiguousStorageIfAvailable { try file.append(UnsafeRawBufferPointer($0)) }
        let part = try bytes.withUnsafeBytes { try file.append($0) }
        _ = try bytes.withUnsafeBytes { try file.append($0) }
        #expect(try texts(BlockReader(file, part, buffer: size)) == expected)
        #expect(try texts(BlockReader(copying: bytes)) == expected)
        #expect(try texts(BlockReader(copying: [])).isEmpty)
    }

    @Test func `many rejected rows are kept in a file`() throws {
        let list = RejectionList()
        let reason = String(repeating: "x", count: 100)
        for line in 2..<25_002 { try list.add(line: line, reason) }
        try list.finish()
        for _ in 0..<2 {
            let texts = try texts(list.reader())
            #expect(texts.count == 25_000)
            #expect(texts.last == "line 25001: \(reason)")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd")))
    func `a file for sorting has no name`() throws {
        let folder = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        let file = try ScratchFile()
        _ = try [UInt8](repeating: 7, count: 4099).withUnsafeBytes { try file.append($0) }
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
        }
        #expect(open.contains { $0.hasPrefix(folder) && $0.contains("shopguide-") && $0.hasSuffix("(deleted)") })
        #expect(file.count == 4099)
    }
}
