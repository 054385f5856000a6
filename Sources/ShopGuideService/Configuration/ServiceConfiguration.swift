import Configuration
import Foundation
import ShopGuide
import ShopGuideApplication

/// The values of the service's settings, from flags, the environment and a file, in this order of precedence.
public struct ServiceConfiguration: Sendable {
    /// A setting's value.
    enum Value: Sendable, Hashable {
        case text(String)
        case number(Int)
        case amount(Double)
        case flag(Bool)

        init?(_ content: ConfigContent) {
            switch content {
            case .string(let text): self = .text(text)
            case .int(let number): self = .number(number)
            case .double(let amount): self = .amount(amount)
            case .bool(let flag): self = .flag(flag)
            default: return nil
            }
        }

        /// The value as it is shown in errors.
        var words: String {
            switch self {
            case .text(let text): "\"\(text.prefix(100))\""
            case .number(let number): "\(number)"
            case .amount(let amount): "\(amount)"
            case .flag(let flag): "\(flag)"
            }
        }
    }

    private(set) var values: [String: Value] = [:]

    /// A source of values.
    private struct Source {
        let provider: any ConfigProvider
        /// The provider's key of a setting.
        let key: @Sendable (ServiceSetting) -> AbsoluteConfigKey
        /// The user's name of a setting in this source.
        let name: @Sendable (ServiceSetting) -> String
    }

    /// Reads all settings.
    ///
    /// - Parameters:
    ///   - flags: Command-line values by setting.
    ///   - environment: Environment variables.
    ///   - file: A JSON file with an object of settings by name.
    /// - Throws: ``GuideError`` naming the first invalid value and its source.
    public init(
        flags: [String: String] = [:], environment: [String: String] = ProcessInfo.processInfo.environment,
        file: URL? = nil
    ) async throws {
        var sources = [
            Source(
                provider: EnvironmentVariablesProvider(environmentVariables: Self.variables(flags)),
                key: { AbsoluteConfigKey([$0.variable], context: [:]) }, name: { "--\($0.name)" }),
            Source(
                provider: EnvironmentVariablesProvider(environmentVariables: environment),
                key: { AbsoluteConfigKey([$0.variable], context: [:]) }, name: { $0.variable }),
        ]
        if let file {
            let path = file.path(percentEncoded: false)
            sources.append(
                Source(
                    provider: try await Self.provider(of: path), key: { AbsoluteConfigKey([$0.name], context: [:]) },
                    name: { "\(path): \($0.name)" }))
        }
        for setting in ServiceSetting.all {
            for source in sources {
                guard let value = try Self.value(of: setting, in: source) else { continue }
                values[setting.name] = value
                break
            }
        }
    }

    private static func variables(_ flags: [String: String]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: flags.map { (ServiceSetting.named($0.key).variable, $0.value) })
    }

    /// Opens a file; rejects unknown settings, because a misspelt limit would have no effect.
    private static func provider(of path: String) async throws -> FileProvider<JSONSnapshot> {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw GuideError(.missing, "\(path): can't be read; --config needs a JSON file of settings")
        }
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw GuideError(.badRequest, "\(path): must be a JSON object such as {\"port\": 8080, \"rate-limit\": 50}")
        }
        let names = ServiceSetting.all.map(\.name)
        for name in object.keys.sorted() where !names.contains(name) {
            throw GuideError(
                .badRequest, "\(path): unknown setting \(name); known are \(names.joined(separator: ", "))")
        }
        let place = ConfigReader(
            provider: InMemoryProvider(values: [
                AbsoluteConfigKey(["filePath"], context: [:]): ConfigValue(.string(path), isSecret: false)
            ]))
        do { return try await FileProvider<JSONSnapshot>(config: place) } catch {
            throw GuideError(.badRequest, "\(path): can't be used: \(error)")
        }
    }

    private static func value(of setting: ServiceSetting, in source: Source) throws -> Value? {
        let key = source.key(setting)
        func value(as type: ConfigType) throws -> Value? {
            try source.provider.value(forKey: key, type: type).value.flatMap { Value($0.content) }
        }
        let types: [ConfigType] =
            switch setting.kind {
            case .text, .choice, .period: [.string]
            case .number: [.int]
            case .amount, .seconds: [.double, .int]
            case .flag: [.bool]
            }
        for type in types {
            if let value = try? value(as: type), setting.accepts(value) { return value }
        }
        // A missing value is nil for every type; a value of another type is an error.
        var (found, isThere): (String?, Bool) = (nil, false)
        for type in [ConfigType.string, .int, .double, .bool] where found == nil {
            do { found = try value(as: type)?.words } catch { isThere = true }
        }
        guard found != nil || isThere else { return nil }
        throw GuideError(
            .badRequest, "\(source.name(setting)) must be \(setting.requirement), not \(found ?? "something else")")
    }
}

extension ServiceSetting {
    /// Whether a value is valid.
    func accepts(_ value: ServiceConfiguration.Value) -> Bool {
        switch (kind, value) {
        case (.text, .text(let text)): !text.isEmpty && !text.utf8.contains(0)
        case (.choice(let words), .text(let text)): words.contains(text)
        case (.period, .text(let text)): text == "never" || ServiceConfiguration.period(text) != nil
        case (.number(let range), .number(let number)): range ~= number
        case (.amount(let range), .amount(let amount)), (.seconds(let range), .amount(let amount)): range ~= amount
        case (.amount(let range), .number(let number)), (.seconds(let range), .number(let number)):
            range ~= Double(number)
        case (.flag, .flag): true
        default: false
        }
    }
}
