import ShopGuide
import ShopGuideApplication

/// A setting of the service: a flag, an environment variable, and a key of the configuration file.
public struct ServiceSetting: Sendable {
    /// The type and range of a setting's values.
    public enum Kind: Sendable {
        /// A text.
        case text
        /// One of some words.
        case choice([String])
        /// An integer.
        case number(ClosedRange<Int>)
        /// A number.
        case amount(ClosedRange<Double>)
        /// A duration, in seconds.
        case seconds(ClosedRange<Double>)
        /// A period such as `12h`, or `never`.
        case period
        /// True or false.
        case flag
    }

    /// The name: `rate-limit` is `--rate-limit`, `SHOPGUIDE_RATE_LIMIT` and `"rate-limit"`.
    public let name: String
    /// The help text, one sentence.
    public let help: String
    /// The default, as a text.
    public let defaultText: String
    /// The type and range of its values.
    public let kind: Kind

    init(_ name: String, _ kind: Kind, _ help: String, default defaultText: String) {
        self.name = name
        self.kind = kind
        self.help = help
        self.defaultText = defaultText
    }

    /// The environment variable: `SHOPGUIDE_RATE_LIMIT`.
    public var variable: String { "SHOPGUIDE_" + name.uppercased().replacing("-", with: "_") }

    /// The requirement for its values, to be read after "must be": `a whole number from 0 to 65535`.
    var requirement: String {
        func text(_ number: Double) -> String { number == number.rounded() ? "\(Int(number))" : "\(number)" }
        return switch kind {
        case .text: "a text"
        case .choice(let words): words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
        case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .amount(let range): "a number from \(text(range.lowerBound)) to \(text(range.upperBound))"
        case .seconds(let range): "seconds from \(text(range.lowerBound)) to \(text(range.upperBound))"
        case .period: "never, or a period of at least 10m such as 90m, 12h, 1d or 2w"
        case .flag: "true or false"
        }
    }
}

extension ServiceSetting {
    private static let size = 1...(1 << 30)

    /// All settings, in the order in which help lists them.
    public static let all = [
        ServiceSetting("port", .number(0...65_535), "The port; 0 for any free one.", default: "8080"),
        ServiceSetting(
            "host", .text, "The address to listen on; any but loopback needs a key: shopguide key create.",
            default: "127.0.0.1"),
        ServiceSetting(
            "store", .text, "The store: a file, or postgres://user@host/database.", default: "shopguide.sqlite"),
        ServiceSetting(
            "model", .text, "The product model: a model trained on catalog:….",
            default: "the one that came with shopguide"),
        ServiceSetting(
            "shoppers", .text, "Trained shoppers' learners, each in a folder of its own.",
            default: "those that came with shopguide"),
        ServiceSetting(
            "encoders", .text, "Where pretrained encoders are named, for stores that see with some.",
            default: "shopguide/encoders in the user's data folder"),
        ServiceSetting(
            "snapshots", .text,
            "A folder for snapshots of products, from which a large shop is read in seconds; never for none.",
            default: "beside the store"),
        ServiceSetting(
            "learner", .text,
            "The default learner of shoppers: \(ShopRecommender.learners.joined(separator: ", ")).",
            default: ShopRecommender.learners[0]),
        ServiceSetting("require-key", .flag, "Require a key from this machine too.", default: "false"),
        ServiceSetting(
            "threads", .number(1...256), "Threads for models and stores, and for connections.", default: "2"),
        ServiceSetting("device", .text, "The device that computes: cpu, cuda or cuda:N.", default: "cpu"),
        ServiceSetting("in-flight", .number(1...100_000), "Maximum number of concurrent requests.", default: "256"),
        ServiceSetting(
            "queue", .number(0...1_000_000), "Maximum number of waiting requests; further ones get 503.",
            default: "1024"),
        ServiceSetting("queue-time", .seconds(0.001...3600), "Maximum time in the queue.", default: "2"),
        ServiceSetting(
            "rate-limit", .amount(0...1e6), "Requests per second and key; further ones get 429. 0 for no limit.",
            default: "0"),
        ServiceSetting("rate-burst", .number(1...1_000_000), "Maximum burst of requests of one key.", default: "200"),
        ServiceSetting("body-limit", .number(size), "Maximum body size.", default: "1048576"),
        ServiceSetting(
            "upload-limit", .number(size), "Maximum size of a body with images or many lines.", default: "16777216"),
        ServiceSetting(
            "import-limit", .number(1...(1 << 40)), "Maximum size of a file to import, sent or fetched.",
            default: "2147483648"),
        ServiceSetting(
            "fetch-time", .seconds(1...86_400), "Maximum time to fetch a file from its address.", default: "1800"),
        ServiceSetting(
            "fetch-private", .flag, "Fetch files from this machine and its network too.", default: "false"),
        ServiceSetting(
            "learn-every", .period,
            "Learn from the shop's own data again and again, and have what was learned serve if it is better: 12h, 1d, 1w.",
            default: "never"),
        ServiceSetting(
            "learn-budget", .amount(0.01...100_000), "Minutes that such a training may take.", default: "60"),
        ServiceSetting("pixel-limit", .number(size), "Maximum number of pixels of an image.", default: "16777216"),
        ServiceSetting("line-limit", .number(1...10_000_000), "Maximum number of lines of a body.", default: "10000"),
        ServiceSetting("body-time", .seconds(0.1...3600), "Maximum time to receive a request.", default: "20"),
        ServiceSetting("answer-time", .seconds(0.1...3600), "Maximum time until a response starts.", default: "30"),
        ServiceSetting("idle-time", .seconds(0.1...3600), "Maximum idle time of a connection.", default: "60"),
        ServiceSetting(
            "leave-time", .seconds(0...3600),
            "Time after SIGTERM in which requests are still taken while /readyz is 503, so that a proxy looks elsewhere.",
            default: "0"),
        ServiceSetting(
            "drain-time", .seconds(0...3600), "Maximum time to complete requests after SIGTERM.", default: "8"),
        ServiceSetting(
            "log-level", .choice(["debug", "info", "notice", "warning", "error"]),
            "The least severe level to log; info logs every request.", default: "notice"),
        ServiceSetting("log-format", .choice(["json", "logfmt"]), "The format of log lines.", default: "json"),
        ServiceSetting(
            "trace-share", .amount(0...1),
            "The share of requests whose spans are logged; a traceparent header overrides it.",
            default: "0"),
    ]

    /// Returns the setting of a name.
    public static func named(_ name: String) -> ServiceSetting {
        guard let setting = all.first(where: { $0.name == name }) else {
            preconditionFailure("unknown setting \(name)")
        }
        return setting
    }
}
