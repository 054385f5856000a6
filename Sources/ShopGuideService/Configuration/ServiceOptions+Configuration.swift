import FewShotTensors
public import Foundation
import Logging
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

extension ServiceOptions {
    /// Creates options from a configuration.
    ///
    /// - Parameters:
    ///   - configuration: The values that are set.
    ///   - model: Returns the default model.
    ///   - shoppers: Returns the default folder of trained shoppers' learners.
    ///   - encoders: Returns the default folder of pretrained encoders.
    /// - Throws: Errors of `model`.
    public init(
        _ configuration: ServiceConfiguration, model: () throws -> URL, shoppers: () -> URL?,
        encoders: () -> URL? = { nil }
    ) throws {
        let store = configuration.text("store") ?? ServiceSetting.named("store").defaultText
        self.init(
            store: Stores.place(store), model: try configuration.text("model").map { URL(filePath: $0) } ?? model())
        func set<Value>(_ path: WritableKeyPath<ServiceOptions, Value>, _ value: Value?) {
            if let value { self[keyPath: path] = value }
        }
        self.shoppers = configuration.text("shoppers").map { URL(filePath: $0) } ?? shoppers()
        self.encoders = configuration.text("encoders").map { URL(filePath: $0) } ?? encoders()
        keepsSnapshots = configuration.text("snapshots") != "never"
        snapshots = keepsSnapshots ? configuration.text("snapshots").map { URL(filePath: $0) } : nil
        areShoppersFixed = configuration.text("shoppers") != nil
        set(\.learner, configuration.text("learner"))
        set(\.host, configuration.text("host"))
        set(\.port, configuration.number("port"))
        set(\.requiresKey, configuration.flag("require-key"))
        set(\.threads, configuration.number("threads"))
        set(\.device, try configuration.device())
        set(\.leave, configuration.seconds("leave-time"))
        set(\.drain, configuration.seconds("drain-time"))
        set(\.limits.underWay, configuration.number("in-flight"))
        set(\.limits.queue, configuration.number("queue"))
        set(\.limits.patience, configuration.seconds("queue-time"))
        set(\.limits.rate, configuration.amount("rate-limit").map { $0 > 0 ? $0 : nil })
        set(\.limits.burst, configuration.number("rate-burst"))
        set(\.limits.body, configuration.number("body-limit"))
        set(\.limits.upload, configuration.number("upload-limit"))
        set(\.limits.importBytes, configuration.number("import-limit"))
        set(\.limits.fetchTime, configuration.seconds("fetch-time"))
        set(\.fetchesPrivate, configuration.flag("fetch-private"))
        learningInterval = configuration.text("learn-every").flatMap(ServiceConfiguration.period)
        set(\.learningBudget, configuration.amount("learn-budget"))
        set(\.limits.pixels, configuration.number("pixel-limit"))
        set(\.limits.lines, configuration.number("line-limit"))
        set(\.limits.bodyTime, configuration.seconds("body-time"))
        set(\.limits.answerTime, configuration.seconds("answer-time"))
        set(\.limits.headTime, configuration.seconds("idle-time"))
        set(\.log.level, configuration.text("log-level"))
        set(\.log.format, configuration.text("log-format"))
        set(\.log.traceShare, configuration.amount("trace-share"))
    }
}

extension ServiceConfiguration {
    /// Returns the device that computes.
    ///
    /// - Throws: ``GuideError`` for a text that names none, `DeviceError` for a device that isn't there.
    func device() throws -> Device? {
        guard let name = text("device") else { return nil }
        guard let device = Device(name) else {
            throw GuideError(.badRequest, "device must be cpu, cuda or cuda:N, not \"\(name.prefix(100))\"")
        }
        try device.check()
        return device
    }

    func text(_ name: String) -> String? {
        if case .text(let text) = values[name] { text } else { nil }
    }

    func number(_ name: String) -> Int? {
        if case .number(let number) = values[name] { number } else { nil }
    }

    func amount(_ name: String) -> Double? {
        switch values[name] {
        case .amount(let amount): amount
        case .number(let number): Double(number)
        default: nil
        }
    }

    /// Reads a period of at least ten minutes, such as `90m`, `12h`, `1d` or `2w`; nil for another text.
    static func period(_ text: String) -> Duration? {
        let units: [Character: Int] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()), 1...100_000 ~= count,
            count * unit >= 600
        else { return nil }
        return .seconds(count * unit)
    }

    func seconds(_ name: String) -> Duration? { amount(name).map { .seconds($0) } }

    func flag(_ name: String) -> Bool? {
        if case .flag(let flag) = values[name] { flag } else { nil }
    }
}
