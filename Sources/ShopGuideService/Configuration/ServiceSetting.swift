import ShopGuide
import ShopGuideApplication

/// Something about the service that can be set: by a flag, a variable of the environment, or in a file, under one name.
public struct ServiceSetting: Sendable {
    /// What its values are.
    public enum Kind: Sendable {
        /// Words of some kind.
        case text
        /// One of a few words.
        case choice([String])
        /// A whole number.
        case number(ClosedRange<Int>)
        /// Any number.
        case amount(ClosedRange<Double>)
        /// A length of time, in seconds.
        case seconds(ClosedRange<Double>)
        /// Whether something is so.
        case flag
    }

    /// Its name: `rate-limit` is `--rate-limit`, `SHOPGUIDE_RATE_LIMIT` and `"rate-limit"`.
    public let name: String
    /// What it's for, in one sentence.
    public let help: String
    /// What holds where nobody says otherwise, as words.
    public let usual: String
    /// What its values are.
    public let kind: Kind

    init(_ name: String, _ kind: Kind, _ help: String, usual: String) {
        self.name = name
        self.kind = kind
        self.help = help
        self.usual = usual
    }

    /// The variable of the environment: `SHOPGUIDE_RATE_LIMIT`.
    public var variable: String { "SHOPGUIDE_" + name.uppercased().replacing("-", with: "_") }

    /// What its values are, as a sentence names them: `a whole number from 0 to 65535`.
    var wanted: String {
        func text(_ number: Double) -> String { number == number.rounded() ? "\(Int(number))" : "\(number)" }
        return switch kind {
        case .text: "a text"
        case .choice(let words): words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
        case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .amount(let range): "a number from \(text(range.lowerBound)) to \(text(range.upperBound))"
        case .seconds(let range): "seconds from \(text(range.lowerBound)) to \(text(range.upperBound))"
        case .flag: "true or false"
        }
    }
}

extension ServiceSetting {
    private static let size = 1...(1 << 30)

    /// All settings, in the order in which help lists them.
    public static let all = [
        ServiceSetting("port", .number(0...65_535), "The port; 0 for any that is free.", usual: "8080"),
        ServiceSetting(
            "host", .text, "The address to listen at; any but this machine's own needs a key: shopguide key create.",
            usual: "127.0.0.1"),
        ServiceSetting("store", .text, "The store.", usual: "shopguide.sqlite"),
        ServiceSetting(
            "model", .text, "What sees products: a model that was trained on catalog:….",
            usual: "the one that came with shopguide"),
        ServiceSetting(
            "shoppers", .text, "Trained learners of shoppers, each in a folder of its own.",
            usual: "those that came with shopguide"),
        ServiceSetting(
            "learner", .text,
            "What learns shoppers where a request doesn't say: \(ShopRecommender.learners.joined(separator: ", ")).",
            usual: ShopRecommender.learners[0]),
        ServiceSetting("require-key", .flag, "Need a key from this machine too.", usual: "false"),
        ServiceSetting("threads", .number(1...256), "Threads for models and stores.", usual: "2"),
        ServiceSetting("in-flight", .number(1...100_000), "Requests under way at a time.", usual: "256"),
        ServiceSetting(
            "queue", .number(0...1_000_000), "Requests that wait to be under way; more are 503.", usual: "1024"),
        ServiceSetting("queue-time", .seconds(0.001...3600), "How long one of them waits.", usual: "2"),
        ServiceSetting(
            "rate-limit", .amount(0...1e6), "Requests a second of one key; more are 429. 0 for no limit.", usual: "0"),
        ServiceSetting("rate-burst", .number(1...1_000_000), "Requests of one key at once.", usual: "200"),
        ServiceSetting("body-limit", .number(size), "Bytes of a body.", usual: "1048576"),
        ServiceSetting(
            "upload-limit", .number(size), "Bytes of a body of pictures or of many lines.", usual: "16777216"),
        ServiceSetting("pixel-limit", .number(size), "Pixels of a picture.", usual: "16777216"),
        ServiceSetting("line-limit", .number(1...10_000_000), "Lines of a body.", usual: "10000"),
        ServiceSetting("body-time", .seconds(0.1...3600), "How long a request may take to come.", usual: "20"),
        ServiceSetting("answer-time", .seconds(0.1...3600), "How long an answer may take to begin.", usual: "30"),
        ServiceSetting("idle-time", .seconds(0.1...3600), "How long a connection may be idle.", usual: "60"),
        ServiceSetting(
            "drain-time", .seconds(0...3600), "How long requests under way may take after SIGTERM.", usual: "8"),
        ServiceSetting(
            "log-level", .choice(["debug", "info", "notice", "warning", "error"]),
            "What is logged; info has a line for every request.", usual: "notice"),
        ServiceSetting("log-format", .choice(["json", "logfmt"]), "How lines of the log are written.", usual: "json"),
        ServiceSetting(
            "trace-share", .amount(0...1), "The share of requests whose spans are logged; a traceparent overrules it.",
            usual: "0"),
    ]

    /// The setting of a name.
    public static func named(_ name: String) -> ServiceSetting {
        guard let setting = all.first(where: { $0.name == name }) else {
            preconditionFailure("\(name) is no setting of the service")
        }
        return setting
    }
}
