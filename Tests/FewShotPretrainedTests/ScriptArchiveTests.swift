import FewShotPretrained
import Foundation
import Testing

/// Archives that are refused before LibTorch sees them.
struct ScriptArchiveTests {
    /// An entry of an archive that is put together by hand.
    struct Entry {
        var name: String
        var bytes: [UInt8] = []
        var method: UInt16 = 0
        /// The number of bytes that the entry says it unpacks to.
        var unpacked: UInt32?
        var flags: UInt16 = 0
        var offset: UInt32?
        /// Whether the bytes are in the archive, or its directory alone says so.
        var isThere = true
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let file: Data
        let code: PretrainedError.Code
        let message: String

        init(_ description: String, _ file: Data, _ code: PretrainedError.Code, _ message: String) {
            (testDescription, self.file, self.code, self.message) = (description, file, code, message)
        }
    }

    static func archive(_ entries: [Entry], count: UInt16? = nil, directorySize: UInt32? = nil) -> Data {
        func little(_ value: some FixedWidthInteger) -> Data { withUnsafeBytes(of: value.littleEndian) { Data($0) } }
        var (body, directory) = (Data(), Data())
        for entry in entries {
            let sizes = little(UInt32(entry.bytes.count)) + little(entry.unpacked ?? UInt32(entry.bytes.count))
            let common = little(entry.flags) + little(entry.method) + little(UInt32(0)) + little(UInt32(0)) + sizes
            let name = Data(entry.name.utf8)
            let offset = entry.offset ?? UInt32(body.count)
            body +=
                little(UInt32(0x0403_4B50)) + little(UInt16(20)) + common + little(UInt16(name.count))
                + little(UInt16(0))
            body += name + Data(entry.isThere ? entry.bytes : [])
            directory += little(UInt32(0x0201_4B50)) + little(UInt16(20)) + little(UInt16(20)) + common
            directory += little(UInt16(name.count)) + Data(repeating: 0, count: 12) + little(offset) + name
        }
        let number = count ?? UInt16(entries.count)
        let end =
            little(UInt32(0x0605_4B50)) + little(UInt32(0)) + little(number) + little(number)
            + little(directorySize ?? UInt32(directory.count)) + little(UInt32(body.count)) + little(UInt16(0))
        return body + directory + end
    }

    static let constants = Entry(name: "net/constants.pkl", bytes: [0x80, 2, 0x29, 0x2E])

    static let cases: [Case] = [
        Case("nothing", Data(), .notTorchScript, "it isn't a zip archive"),
        Case(
            "a pickle", Data([0x80, 2] + [UInt8](repeating: 0x2E, count: 100)), .notTorchScript,
            "it isn't a zip archive"),
        Case("an empty archive", archive([]), .notTorchScript, "another kind of zip archive"),
        Case(
            "another archive", archive([Entry(name: "a.txt", bytes: [1, 2, 3])]), .notTorchScript,
            "another kind of zip archive"),
        Case(
            "a checkpoint", archive([Entry(name: "net/data.pkl", bytes: [1, 2, 3])]), .notTorchScript,
            "a checkpoint of torch.save"),
        Case(
            "a bomb by ratio",
            archive([constants, Entry(name: "net/code/a.py", bytes: [1, 2, 3, 4], method: 8, unpacked: 4_000_000)]),
            .oversizedArchive, "\"net/code/a.py\" unpacks from 4 to 4000000 bytes; 100 times is the most"),
        Case(
            "a bomb by size",
            archive(
                [constants]
                    + (0..<3).map {
                        Entry(
                            name: "net/code/\($0).py", bytes: [UInt8](repeating: 7, count: 1 << 20), method: 8,
                            unpacked: 100 << 20)
                    }), .oversizedArchive, "its texts unpack to more than 268435456 bytes"),
        Case(
            "a stored entry that says it has more bytes",
            archive([constants, Entry(name: "net/data/0", bytes: [1, 2], unpacked: 4_000_000_000)]), .oversizedArchive,
            "\"net/data/0\" has 2 bytes and says that it unpacks to 4000000000"),
        Case(
            "an entry beyond the end",
            archive([constants, Entry(name: "net/data/0", bytes: [1, 2], offset: 1 << 30)]),
            .oversizedArchive, "\"net/data/0\" lies outside the file"),
        Case(
            "entries that overlap",
            archive(
                [constants, Entry(name: "net/data/0", bytes: [UInt8](repeating: 7, count: 4000))]
                    + (1..<9).map {
                        Entry(
                            name: "net/data/\($0)", bytes: [UInt8](repeating: 7, count: 4000), offset: 0, isThere: false
                        )
                    }), .oversizedArchive, "its entries overlap"),
        Case(
            "an encrypted entry", archive([constants, Entry(name: "net/data/0", bytes: [1, 2], flags: 1)]),
            .notTorchScript, "is encrypted or packed"),
        Case(
            "an unknown packing", archive([constants, Entry(name: "net/data/0", bytes: [1, 2], method: 93)]),
            .notTorchScript, "is encrypted or packed"),
        Case(
            "more entries than there are", archive([constants], count: 40_000), .notTorchScript,
            "its directory ends after 1 of 40000 entries"),
        Case(
            "a directory outside the file", archive([constants], directorySize: 1 << 31), .notTorchScript,
            "its directory lies outside the file"),
        Case("an archive cut short", archive([constants]).dropLast(10), .notTorchScript, "it isn't a zip archive"),
        Case("no code", archive([constants]), .notTorchScript, "can't be loaded as TorchScript"),
    ]

    @Test(arguments: cases) func `names what is wrong with a file`(_ archive: Case) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(archive.file, to: "net.pt")
        let error = #expect(throws: PretrainedError.self) { try TorchScriptModule(contentsOf: file) }
        #expect(error?.code == archive.code)
        #expect(error?.message.contains(archive.message) == true, "\(error?.message ?? "")")
        #expect(error?.file == file.path(percentEncoded: false))
    }

    @Test(
        arguments: [
            ("{", "is not a JSON object"), ("[]", "is not a JSON object"),
            (#"{"size": 1e9}"#, "size must be a whole number between 16 and 2048 (got 1000000000)"),
            (#"{"size": "big"}"#, "size must be a whole number between 16 and 2048 (got \"big\")"),
            (#"{"deviation": 0}"#, "the deviation must be one number or three, above 0 and at most 1000 (got [0.0])"),
            (#"{"mean": [1, 2]}"#, "the mean must be one number or three, between -1000 and 1000 (got [1.0, 2.0])"),
            (#"{"pooling": "max"}"#, "pooling must be mean or first (got \"max\")"),
            (#"{"std": 0.5}"#, "std is not an option; size, mean, deviation, pooling, fit, resampling are"),
        ]) func `names what is wrong with the options beside a file`(json: String, message: String) throws
    {
        let folder = try TemporaryFolder()
        let file = try folder.write(Self.archive([Self.constants]), to: "net.pt")
        let options = try folder.write(Data(json.utf8), to: "net.pt.json")
        let error = #expect(throws: PretrainedError.self) { try TorchScriptModule(contentsOf: file) }
        #expect(error?.message == message)
        #expect(error?.file == options.path(percentEncoded: false))
    }
}
