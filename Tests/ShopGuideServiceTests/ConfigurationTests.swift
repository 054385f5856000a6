import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideService
import Testing

/// Settings: from where they come, and what is said of wrong ones.
@Suite struct ConfigurationTests {
    private let file: URL

    init() {
        file = FileManager.default.temporaryDirectory.appending(path: "shopguide-config-\(UUID().uuidString).json")
    }

    private func options(
        _ flags: [String: String] = [:], _ environment: [String: String] = [:], file text: String? = nil
    ) async throws -> ServiceOptions {
        if let text { try Data(text.utf8).write(to: file) }
        defer { try? FileManager.default.removeItem(at: file) }
        let configuration = try await ServiceConfiguration(
            flags: flags, environment: environment, file: text == nil ? nil : file)
        return try ServiceOptions(
            configuration, model: { URL(filePath: "/models/products") }, shoppers: { nil })
    }

    @Test func `nothing set is what help says`() async throws {
        let options = try await options()
        #expect(
            options
                == ServiceOptions(store: URL(filePath: "shopguide.sqlite"), model: URL(filePath: "/models/products")))
        let defaults = Dictionary(uniqueKeysWithValues: ServiceSetting.all.map { ($0.name, $0.defaultText) })
        #expect(defaults["port"] == "\(options.port)" && defaults["host"] == options.host)
        #expect(defaults["in-flight"] == "\(options.limits.underWay)" && defaults["queue"] == "\(options.limits.queue)")
        #expect(
            defaults["import-limit"] == "\(options.limits.importBytes)"
                && defaults["fetch-private"] == "\(options.fetchesPrivate)"
                && defaults["fetch-time"] == "\(Int(options.limits.fetchTime / .seconds(1)))")
        #expect(
            defaults["body-limit"] == "\(options.limits.body)" && defaults["upload-limit"] == "\(options.limits.upload)"
        )
        #expect(
            defaults["line-limit"] == "\(options.limits.lines)" && defaults["pixel-limit"] == "\(options.limits.pixels)"
        )
        #expect(defaults["rate-burst"] == "\(options.limits.burst)" && options.limits.rate == nil)
        #expect(defaults["log-level"] == options.log.level && defaults["log-format"] == options.log.format)
        for (name, time) in [
            ("queue-time", options.limits.patience), ("body-time", options.limits.bodyTime),
            ("answer-time", options.limits.answerTime), ("idle-time", options.limits.headTime),
            ("leave-time", options.leave), ("drain-time", options.drain),
        ] {
            #expect(defaults[name].flatMap(Double.init).map { Duration.seconds($0) } == time, "\(name)")
        }
    }

    @Test func `flags go before the environment, and that before the file`() async throws {
        let file = #"{"port": 1, "queue": 11, "rate-limit": 2.5, "require-key": true, "host": "::1", "body-time": 3}"#
        let options = try await options(
            ["port": "3"], ["SHOPGUIDE_PORT": "2", "SHOPGUIDE_QUEUE": "22", "SHOPGUIDE_UNKNOWN": "x"], file: file)
        #expect(options.port == 3)
        #expect(options.limits.queue == 22)
        #expect(options.limits.rate == 2.5)
        #expect(options.requiresKey)
        #expect(options.host == "::1")
        #expect(options.limits.bodyTime == .seconds(3))
    }

    @Test(
        arguments: [
            (["port": "eight"], [:], nil, "--port must be a whole number from 0 to 65535, not \"eight\""),
            (["port": "65536"], [:], nil, "--port must be a whole number from 0 to 65535, not \"65536\""),
            (
                [:], ["SHOPGUIDE_RATE_LIMIT": "-1"], nil,
                "SHOPGUIDE_RATE_LIMIT must be a number from 0 to 1000000, not \"-1\""
            ),
            (
                [:], ["SHOPGUIDE_LOG_LEVEL": "loud"], nil,
                "SHOPGUIDE_LOG_LEVEL must be debug, info, notice, warning or error, not \"loud\""
            ),
            ([:], ["SHOPGUIDE_STORE": ""], nil, "SHOPGUIDE_STORE must be a text, not \"\""),
            (
                [:], ["SHOPGUIDE_BODY_TIME": "nan"], nil,
                "SHOPGUIDE_BODY_TIME must be seconds from 0.1 to 3600, not \"nan\""
            ),
            (
                ["learn-every": "1 day"], [:], nil,
                "--learn-every must be never, or a period of at least 10m such as 90m, 12h, 1d or 2w, not \"1 day\""
            ),
            ([:], [:], #"{"port": "8080"}"#, "FILE: port must be a whole number from 0 to 65535, not \"8080\""),
            ([:], [:], #"{"port": 80.5}"#, "FILE: port must be a whole number from 0 to 65535, not 80.5"),
            ([:], [:], #"{"host": 7}"#, "FILE: host must be a text, not 7"),
            ([:], [:], #"{"threads": [2]}"#, "FILE: threads must be a whole number from 1 to 256, not something else"),
            ([:], [:], "[]", "FILE: must be a JSON object such as {\"port\": 8080, \"rate-limit\": 50}"),
        ] as [([String: String], [String: String], String?, String)])
    func `a wrong value is named, with where it came from`(
        _ flags: [String: String], _ environment: [String: String], _ text: String?, _ message: String
    ) async throws {
        let path = file.path(percentEncoded: false)
        await #expect(throws: GuideError(.badRequest, message.replacing("FILE", with: path))) {
            try await options(flags, environment, file: text)
        }
    }

    @Test func `a period is so many minutes, hours, days or weeks`() async throws {
        for (text, seconds) in [("90m", 5400), ("12h", 43_200), ("1d", 86_400), ("2w", 1_209_600)] {
            #expect(try await options(["learn-every": text]).learningInterval == .seconds(seconds))
        }
        #expect(try await options(["learn-every": "never"]).learningInterval == nil)
    }

    @Test func `a misspelt setting of a file is refused, and a missing file is`() async throws {
        await #expect {
            try await options(file: #"{"ratelimit": 5}"#)
        } throws: { error in
            (error as? GuideError)?.message.contains(": unknown setting ratelimit; known are port, host, ") == true
        }
        await #expect(throws: GuideError.self) {
            try await ServiceConfiguration(file: URL(filePath: "/nowhere/shopguide.json"))
        }
    }
}
