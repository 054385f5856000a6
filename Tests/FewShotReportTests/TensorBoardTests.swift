import FewShotLearning
import FewShotReport
import Foundation
import Testing

@Suite struct TensorBoardTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tensorboard-\(UUID().uuidString)")
    private let now = { Date(timeIntervalSince1970: 1_600_000_000) }

    private func writer(resumingAfter step: Int? = nil) throws -> TensorBoardWriter {
        try TensorBoardWriter(folder: folder, resumingAfter: step, host: "shop", now: now)
    }

    /// Records of a file: their messages, after their lengths and checksums were checked.
    private func messages(in url: URL) throws -> [[UInt8]] {
        var rest = try [UInt8](Data(contentsOf: url))[...]
        var messages: [[UInt8]] = []
        while !rest.isEmpty {
            let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            messages.append(Array(rest.dropFirst(12).prefix(length)))
            rest = rest.dropFirst(16 + length)
        }
        return messages
    }

    @Test func `names its file by time and host`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try writer().url.lastPathComponent == "events.out.tfevents.1600000000.shop")
        #expect(try writer().url.lastPathComponent == "events.out.tfevents.1600000000.shop.1")
    }

    @Test func `writes the bytes that TensorFlow writes`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let writer = try writer()
        try writer.append(["loss": 0.5], step: 3)
        let bytes = try [UInt8](Data(contentsOf: writer.url))
        #expect(bytes.map { String(format: "%02x", $0) }.joined() == golden)
    }

    @Test func `opens a resumed run by a restart at the step after`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let messages = try messages(in: try writer(resumingAfter: 299).url)
        #expect(messages.count == 2)
        // Step 300 in two bytes, then a SessionLog whose status is START.
        #expect(Array(messages[1].dropFirst(9)) == [0x10, 0xAC, 0x02, 0x3A, 0x02, 0x08, 0x01])
    }

    @Test func `writes what a trainer reports`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let writer = try writer()
        let report = Data(#"{"step": 1, "loss": 2, "accuracy": 0.25, "rate": 0.001}"#.utf8)
        try writer.append(.step(try JSONDecoder().decode(StepReport.self, from: report)))
        let text = String(decoding: try messages(in: writer.url)[1], as: UTF8.self)
        for tag in ["train/loss", "train/accuracy", "train/rate"] { #expect(text.contains(tag)) }
    }

    @Test func `checks records by the checksum of RFC 3720`() {
        #expect(CRC32C.checksum(of: Array(repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.checksum(of: Array(repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.checksum(of: Array("123456789".utf8)) == 0xE306_9283)
    }

    /// What `tensorboard.summary.writer.record_writer` makes of the same two events.
    private let golden =
        "1800000000000000a37f4b22090000000084d7d7411a0d627261696e2e4576656e743a32253c71d0"
        + "1a00000000000000129bd82d090000000084d7d74110032a0d0a0b0a046c6f7373150000003fb095"
        + "ce23"
}
