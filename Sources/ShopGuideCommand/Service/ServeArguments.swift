import ArgumentParser
import FewShotPretrained
import Foundation
import ShopGuideService

/// The settings of the service as flags; those that aren't given may be in the environment or in a file.
struct ServeArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("A file of settings: a JSON object, with the names below.", valueName: "file"))
    var config: String?
    @Option(name: .long, help: help("port", "number")) var port: String?
    @Option(name: .long, help: help("host", "address")) var host: String?
    @Option(name: .long, help: help("store", "file")) var store: String?
    @Option(name: .long, help: help("model", "folder")) var model: String?
    @Option(name: .long, help: help("shoppers", "folder")) var shoppers: String?
    @Option(name: .long, help: help("encoders", "folder")) var encoders: String?
    @Option(name: .long, help: help("snapshots", "folder")) var snapshots: String?
    @Option(name: .long, help: help("learner", "word")) var learner: String?
    @Flag(name: .long, help: help("require-key", nil)) var requireKey = false
    @Option(name: .long, help: help("threads", "number")) var threads: String?
    @Option(name: .long, help: help("device", "device")) var device: String?
    @Option(name: .long, help: help("in-flight", "number")) var inFlight: String?
    @Option(name: .long, help: help("queue", "number")) var queue: String?
    @Option(name: .long, help: help("queue-time", "seconds")) var queueTime: String?
    @Option(name: .long, help: help("rate-limit", "number")) var rateLimit: String?
    @Option(name: .long, help: help("rate-burst", "number")) var rateBurst: String?
    @Option(name: .long, help: help("body-limit", "bytes")) var bodyLimit: String?
    @Option(name: .long, help: help("upload-limit", "bytes")) var uploadLimit: String?
    @Option(name: .long, help: help("import-limit", "bytes")) var importLimit: String?
    @Option(name: .long, help: help("fetch-time", "seconds")) var fetchTime: String?
    @Flag(name: .long, help: help("fetch-private", nil)) var fetchPrivate = false
    @Option(name: .long, help: help("learn-every", "period")) var learnEvery: String?
    @Option(name: .long, help: help("learn-budget", "minutes")) var learnBudget: String?
    @Option(name: .long, help: help("pixel-limit", "number")) var pixelLimit: String?
    @Option(name: .long, help: help("line-limit", "number")) var lineLimit: String?
    @Option(name: .long, help: help("body-time", "seconds")) var bodyTime: String?
    @Option(name: .long, help: help("answer-time", "seconds")) var answerTime: String?
    @Option(name: .long, help: help("idle-time", "seconds")) var idleTime: String?
    @Option(name: .long, help: help("leave-time", "seconds")) var leaveTime: String?
    @Option(name: .long, help: help("drain-time", "seconds")) var drainTime: String?
    @Option(name: .long, help: help("log-level", "word")) var logLevel: String?
    @Option(name: .long, help: help("log-format", "word")) var logFormat: String?
    @Option(name: .long, help: help("trace-share", "share")) var traceShare: String?

    private static func help(_ name: String, _ value: String?) -> ArgumentHelp {
        let setting = ServiceSetting.named(name)
        return ArgumentHelp("\(setting.help) (default: \(setting.defaultText))", valueName: value)
    }

    /// The given values, by the names of the settings.
    private var flags: [String: String] {
        let given: [String: String?] = [
            "port": port, "host": host, "store": store, "model": model, "shoppers": shoppers,
            "encoders": encoders, "snapshots": snapshots, "learner": learner, "require-key": requireKey ? "true" : nil,
            "threads": threads, "device": device,
            "in-flight": inFlight, "queue": queue, "queue-time": queueTime, "rate-limit": rateLimit,
            "rate-burst": rateBurst, "body-limit": bodyLimit, "upload-limit": uploadLimit, "import-limit": importLimit,
            "fetch-time": fetchTime, "fetch-private": fetchPrivate ? "true" : nil, "learn-every": learnEvery,
            "learn-budget": learnBudget, "pixel-limit": pixelLimit, "line-limit": lineLimit, "body-time": bodyTime,
            "answer-time": answerTime, "idle-time": idleTime, "leave-time": leaveTime, "drain-time": drainTime,
            "log-level": logLevel, "log-format": logFormat, "trace-share": traceShare,
        ]
        return given.compactMapValues(\.self)
    }

    /// The options that were set: by flags, else by the environment, else by the file.
    func options() async throws -> ServiceOptions {
        let file = config ?? ProcessInfo.processInfo.environment["SHOPGUIDE_CONFIG"]
        let configuration = try await ServiceConfiguration(flags: flags, file: file.map { URL(filePath: $0) })
        return try ServiceOptions(
            configuration, model: { try CategoryModelArguments.shipped() },
            shoppers: { Shipped.folder("Models/shoppers") },
            encoders: { EncoderFolder.standard(environment: ProcessInfo.processInfo.environment) })
    }
}
