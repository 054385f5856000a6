import Foundation
import FewShotDigests
import Testing

/// FIPS 180-4's vectors, and what `sha256sum` says of files.
@Suite struct `SHA-256` {
    private let millionOfA = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `published vectors`(_ text: String, _ digest: String) {
        #expect(SHA256.hexadecimal(of: Data(text.utf8)) == digest)
    }

    @Test func `a million of the letter a, at once and in parts of any size`() {
        let bytes = [UInt8](repeating: 0x61, count: 1_000_000)
        #expect(SHA256.hexadecimal(of: bytes) == millionOfA)
        for size in [1, 63, 64, 65, 4096] {
            var hash = SHA256()
            for start in stride(from: 0, to: bytes.count, by: size) {
                hash.update(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(hash.finalize().hexadecimal == millionOfA)
        }
    }

    @Test func `a part without bytes changes nothing`() {
        var hash = SHA256()
        hash.update(Data())
        hash.update([UInt8]())
        #expect(hash.finalize().hexadecimal == SHA256.hexadecimal(of: Data()))
    }

    /// Files that end before, at and after the end of what is read at once.
    @Test(arguments: [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
    func `a file has the digest of its bytes`(_ count: Int) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "digest-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let bytes = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
        try bytes.write(to: file)
        #expect(try SHA256.hexadecimal(ofFile: file) == SHA256.hexadecimal(of: bytes))
    }

    @Test func `a file that isn't there, and a folder, are named`() throws {
        func message(_ path: String) throws -> String? {
            #expect(throws: UnreadableFile.self) { try SHA256.hexadecimal(ofFile: URL(filePath: path)) }?.description
        }
        #expect(try message("/none/weights") == "/none/weights: can't be read: No such file or directory")
        #expect(try message("/usr/") == "/usr/: can't be read: Is a directory")
    }

    @Test func `many digests at once don't disturb each other`() async {
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let bytes = [UInt8](repeating: UInt8(number), count: 10_000)
                    var hash = SHA256()
                    for part in bytes.parts(of: 100) { hash.update(part) }
                    return hash.finalize().hexadecimal == SHA256.hexadecimal(of: bytes)
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }

    @Test func `bytes are written as two digits each`() {
        #expect([0, 1, 15, 16, 160, 255].map(UInt8.init).hexadecimal == "00010f10a0ff")
    }
}

extension Array {
    fileprivate func parts(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
