import FewShotTensors
import Foundation
import Testing

struct SafetensorsErrorTests {
    /// A file that does not hold together, and what is said about it.
    struct Malformed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let file: Data
        let message: String

        init(_ description: String, _ file: Data, _ message: String) {
            (testDescription, self.file, self.message) = (description, file, message)
        }

        /// A file with a sound length, and a body of zeros unless given.
        init(_ description: String, header: String, body: Int = 0, bytes: [UInt8]? = nil, _ message: String) {
            let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
            let body = bytes ?? [UInt8](repeating: 0, count: body)
            self.init(description, length + Data(header.utf8) + Data(body), message)
        }
    }

    static let malformed: [Malformed] = [
        Malformed("nothing", Data(), "it has 0 bytes, fewer than the 8 of a header's length"),
        Malformed("half a length", Data([1, 0, 0]), "it has 3 bytes, fewer than the 8 of a header's length"),
        Malformed(
            "an absurd length", Data(repeating: 0xFF, count: 64),
            "the header is said to have 18446744073709551615 bytes; 100000000 are the most"),
        Malformed(
            "a length just too large", Data([0x01, 0xE1, 0xF5, 0x05, 0, 0, 0, 0]),
            "the header is said to have 100000001 bytes; 100000000 are the most"),
        Malformed(
            "a truncated header", Data([100, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)),
            "the header is said to have 100 bytes, but only 2 follow"),
        Malformed("an empty header", header: "", "the header is not a JSON object"),
        Malformed("broken JSON", header: #"{"x":{"dtype""#, "the header is not a JSON object"),
        Malformed("an array", header: "[1, 2]", "the header is not a JSON object"),
        Malformed(
            "a picture", Data([8, 0, 0, 0, 0, 0, 0, 0, 0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]),
            "the header is not a JSON object"),
        Malformed(
            "UTF-16", Data([4, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0, 0x7D, 0]), "the header is not a JSON object"),
        Malformed(
            "invalid UTF-8",
            Data([8, 0, 0, 0, 0, 0, 0, 0]) + Data("{\"".utf8) + Data([0xFF, 0xFE]) + Data("\":0}".utf8),
            "the header is not a JSON object"),
        Malformed(
            "deep nesting", header: #"{"x":"# + String(repeating: "[", count: 100_000),
            "the header is not a JSON object"),
        Malformed(
            "a tensor that is a number", header: #"{"x":1}"#,
            "tensor \"x\": expected a dtype, a shape and data_offsets of whole numbers up to 9223372036854775807"),
        Malformed(
            "a tensor without dtype", header: #"{"x":{"shape":[1],"data_offsets":[0,4]}}"#, body: 4,
            "tensor \"x\": expected a dtype, a shape and data_offsets of whole numbers up to 9223372036854775807"),
        Malformed(
            "a fractional size", header: #"{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}"#, body: 6,
            "tensor \"x\": expected a dtype, a shape and data_offsets of whole numbers up to 9223372036854775807"),
        Malformed(
            "a size beyond 64 bits",
            header: #"{"x":{"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,0]}}"#,
            "tensor \"x\": expected a dtype, a shape and data_offsets of whole numbers up to 9223372036854775807"),
        Malformed(
            "an unknown dtype", header: #"{"x":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}"#, body: 1,
            "tensor \"x\": the dtype F8_E4M3 is not supported"),
        Malformed(
            "a negative size", header: #"{"x":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}"#, body: 4,
            "tensor \"x\": the shape [-1, -1] has a negative size"),
        Malformed(
            "a shape that overflows",
            header: #"{"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#,
            "tensor \"x\": the shape [4294967296, 4294967296] has too many elements"),
        Malformed(
            "more elements than bytes",
            header: #"{"x":{"dtype":"F32","shape":[1000000,1000000],"data_offsets":[0,4]}}"#, body: 4,
            "tensor \"x\": F32 [1000000, 1000000] needs 4000000000000 bytes, the data_offsets [0, 4] span 4"),
        Malformed(
            "fewer elements than bytes", header: #"{"x":{"dtype":"I64","shape":[],"data_offsets":[0,16]}}"#, body: 16,
            "tensor \"x\": I64 [] needs 8 bytes, the data_offsets [0, 16] span 16"),
        Malformed(
            "offsets backwards", header: #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, body: 4,
            "tensor \"x\": the data_offsets [4, 0] are not a start and an end"),
        Malformed(
            "negative offsets", header: #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, body: 4,
            "tensor \"x\": the data_offsets [-4, 0] are not a start and an end"),
        Malformed(
            "three offsets", header: #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, body: 8,
            "tensor \"x\": the data_offsets [0, 4, 8] are not a start and an end"),
        Malformed(
            "a tensor beyond the end",
            header: #"{"x":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}"#,
            body: 4, "the tensors take 4000000000000 bytes, but 4 follow the header"),
        Malformed(
            "trailing bytes", header: #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, body: 5,
            "the tensors take 4 bytes, but 5 follow the header"),
        Malformed(
            "a gap at the start", header: #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, body: 8,
            "tensor \"x\": starts at 4 and leaves a gap after the one before, which ends at 0"),
        Malformed(
            "a gap",
            header:
                #"{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"y":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}"#,
            body: 3, "tensor \"y\": starts at 2 and leaves a gap after the one before, which ends at 1"),
        Malformed(
            "an overlap",
            header:
                #"{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#,
            body: 3, "tensor \"y\": starts at 1 and overlaps the one before, which ends at 2"),
        Malformed(
            "one name twice",
            header:
                #"{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#,
            body: 2, "the header names \"x\" twice"),
        Malformed(
            "one name twice, spelled differently",
            header:
                #"{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\u0078":{"dtype":"I8","shape":[0],"data_offsets":[0,0]}}"#,
            "the header names \"x\" twice"),
        Malformed(
            "one shape twice", header: #"{"x":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}"#, body: 1,
            "the header names \"shape\" twice"),
        Malformed(
            "a number as metadata", header: #"{"__metadata__":{"step":3}}"#, "__metadata__ is not an object of strings"),
        Malformed(
            "a truth value that is neither", header: #"{"x":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}"#,
            bytes: [1, 7],
            "tensor \"x\": the byte 7 is neither true (1) nor false (0)"),
    ]

    @Test(arguments: malformed)
    func `refuses a malformed file and says why`(malformed: Malformed) throws {
        try TemporaryFolder.with { folder in
            let file = folder.appending(component: "bad.safetensors")
            try malformed.file.write(to: file)
            let error = #expect(throws: SafetensorsError.self) { try Safetensors(contentsOf: file) }
            #expect(error?.code == .malformed)
            #expect(error?.description == "\(file.path()): \(malformed.message)")
        }
    }

    @Test func `refuses every truncation and most single changes of a sound header without a crash`() throws {
        try TemporaryFolder.with { folder in
            let file = folder.appending(component: "sound.safetensors")
            try Safetensors(tensors: ["a": .ones([2]), "b": .ones([3], type: .bool)], metadata: ["c": "d"]).write(
                to: file)
            let sound = try Data(contentsOf: file)
            for length in 0..<sound.count {
                try sound.prefix(length).write(to: file)
                #expect(throws: SafetensorsError.self) { try Safetensors(contentsOf: file) }
            }
            var generator = SeededGenerator(seed: 1)
            for position in sound.indices {
                var changed = sound
                changed[position] = UInt8(generator.integer(below: 256))
                try changed.write(to: file)
                _ = try? Safetensors(contentsOf: file)  // a changed letter of a name may be sound
            }
        }
    }

    @Test func `a missing file and a folder can't be read`() throws {
        try TemporaryFolder.with { folder in
            let missing = folder.appending(component: "missing.safetensors")
            let error = #expect(throws: SafetensorsError.self) { try Safetensors(contentsOf: missing) }
            #expect(error?.code == .reading)
            #expect(error?.description == "\(missing.path()): can't be read: No such file or directory")
            #expect(throws: SafetensorsError.self) { try Safetensors(contentsOf: folder) }
        }
    }

    @Test func `a failed tensor is named and the file before stays`() throws {
        try TemporaryFolder.with { folder in
            let file = folder.appending(component: "kept.safetensors")
            try Safetensors(tensors: ["a": Tensor(1)]).write(to: file)
            let before = try Data(contentsOf: file)
            let failed = Tensor.ones([2]) + Tensor.ones([3])
            let error = #expect(throws: SafetensorsError.self) {
                try Safetensors(tensors: ["a": Tensor(2), "bad": failed]).write(to: file)
            }
            #expect(error?.code == .tensor)
            #expect(error?.tensor == "bad")
            #expect(error?.message.hasPrefix("add of [2] and [3]: ") == true)
            #expect(try Data(contentsOf: file) == before)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["kept.safetensors"])
        }
    }

    @Test func `a folder that is not there can't be written into`() throws {
        try TemporaryFolder.with { folder in
            let file = folder.appending(components: "missing", "x.safetensors")
            let error = #expect(throws: SafetensorsError.self) { try Safetensors().write(to: file) }
            #expect(error?.code == .writing)
            #expect(error?.description == "\(file.path()): can't be written: No such file or directory")
        }
    }

    @Test func `a place that a folder takes can't be written, and nothing is left beside it`() throws {
        try TemporaryFolder.with { folder in
            let place = folder.appending(component: "taken", directoryHint: .notDirectory)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
            #expect(throws: SafetensorsError.self) { try Safetensors(tensors: ["a": Tensor(1)]).write(to: place) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["taken"])
        }
    }

    @Test func `a disk that is full half way leaves the file before and nothing beside it`() async {
        await #expect(processExitsWith: .success) {
            try TemporaryFolder.with { folder in
                let file = folder.appending(component: "kept.safetensors")
                try Safetensors(tensors: ["a": Tensor(1)]).write(to: file)
                let before = try Data(contentsOf: file)

                // A limit on the size of files stands for the disk: writing fails at the same place.
                signal(SIGXFSZ, SIG_IGN)
                var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
                let error = #expect(throws: SafetensorsError.self) {
                    try Safetensors(tensors: ["a": .ones([20_000]), "b": .ones([20_000])]).write(to: file)
                }
                #expect(error?.code == .writing)
                #expect(error?.description == "\(file.path()): can't be written: File too large")
                #expect(try Data(contentsOf: file) == before)
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["kept.safetensors"])
            }
        }
    }

    @Test func `the format's own name is refused`() throws {
        try TemporaryFolder.with { folder in
            let file = folder.appending(component: "x.safetensors")
            #expect(throws: SafetensorsError.self) {
                try Safetensors(tensors: ["__metadata__": Tensor(1)]).write(to: file)
            }
        }
    }
}
