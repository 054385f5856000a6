import Foundation
import Logging
import ShopGuideService
import Synchronization
import Testing

/// Lines of the log.
@Suite struct LogTests {
    private final class Lines: Sendable {
        let text = Mutex("")
        func logger(_ format: LogFormat, level: Logger.Level = .info) -> Logger {
            Logger(label: "test") { label in
                LineLog(label, as: format, level: level) { line in self.text.withLock { $0 += line } }
            }
        }
        var all: String { text.withLock { $0 } }
    }

    @Test func `a line of JSON is one object, whatever is in it`() throws {
        let lines = Lines()
        var logger = lines.logger(.json)
        logger[metadataKey: "hb.request.id"] = "abc"
        let wild = "a \"quoted\"\nline\u{2028}with \u{1}\u{1B}[31m and 茶 \\"
        logger.info("\(wild)", metadata: ["status": "200", "ms": "1.25", "id": "007", "name": "\(wild)"])
        #expect(lines.all.split(separator: "\n").count == 1)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(lines.all.utf8)) as? [String: Any])
        #expect(object["message"] as? String == wild)
        #expect(object["name"] as? String == wild)
        #expect(object["level"] as? String == "info")
        #expect(object["request"] as? String == "abc")
        #expect(object["status"] as? Int == 200)
        #expect(object["ms"] as? Double == 1.25)
        #expect(object["id"] as? String == "007")
        #expect((object["time"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/) != nil)
    }

    @Test func `a line of logfmt quotes what needs it`() {
        let line = LogFormat.logfmt.line([("a", "plain"), ("b", "two words"), ("c", ""), ("d e", "x=\"1\"\n")])
        #expect(line == "a=plain b=\"two words\" c=\"\" d_e=\"x=\\\"1\\\"\\n\"\n")
    }

    @Test func `leaves out what is less important, and cuts what is too long`() {
        let lines = Lines()
        let logger = lines.logger(.logfmt, level: .warning)
        logger.info("nothing")
        #expect(lines.all.isEmpty)
        logger.warning("\(String(repeating: "x", count: 100_000))")
        #expect(lines.all.utf8.count < 5000)
    }

    @Test func `writes all lines in order, from many threads`() throws {
        let folder = FileManager.default.temporaryDirectory
        let file = folder.appending(path: "shopguide-log-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let descriptor = open(file.path, O_WRONLY | O_CREAT, 0o600)
        let output = LogOutput(descriptor: descriptor)
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for number in 0..<500 { output.write("\(thread) \(number)\n") }
        }
        output.close()
        close(descriptor)
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2000)
        for thread in 0..<4 {
            let own = lines.filter { $0.hasPrefix("\(thread) ") }.map { $0.dropFirst(2) }
            #expect(own == (0..<500).map { "\($0)"[...] })
        }
        #expect(output.dropped == 0)
    }

    @Test func `a reader that doesn't read costs lines, not memory or time`() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let output = LogOutput(descriptor: ends[1])
        let line = String(repeating: "x", count: 9999) + "\n"
        for _ in 0..<2000 { output.write(line) }
        #expect(output.dropped > 1000)
        // Nobody will read any more, which lets the thread end.
        signal(SIGPIPE, SIG_IGN)
        close(ends[0])
        output.close()
        close(ends[1])
    }
}
