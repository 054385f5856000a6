import Configuration
import Foundation
import ShopGuideApplication

/// What was set of the service, and where: flags go before the environment, and that before a file.
public struct ServiceConfiguration: Sendable {
    /// One value.
    enum Value: Sendable, Hashable {
        case text(String)
        case number(Int)
        case amount(Double)
        case flag(Bool)
    }

    private(set) var values: [String: Value] = [:]

    /// A place where values are looked up.
    private struct Source {
        let provider: any ConfigProvider
        /// What the provider calls a setting.
        let key: @Sendable (ServiceSetting) -> AbsoluteConfigKey
        /// What a user calls it there.
        let name: @Sendable (ServiceSetting) -> String
    }

    /// Looks up all settings.
    ///
    /// - Parameters:
    ///   - flags: Values of the command line, by the name of their setting.
    ///   - environment: Variables of the environment.
    ///   - file: A file of JSON: one object, with settings by name.
    /// - Throws: ``GuideError`` naming the first wrong value, and where it came from.
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

    /// Reads a file, and refuses one with settings that nobody knows: a misspelt limit would be none.
    private static func provider(of path: String) async throws -> FileProvider<JSONSnapshot> {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw GuideError(.missing, "\(path): can't be read; --config names a file of settings")
        }
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw GuideError(.badRequest, "\(path): isn't an object of JSON: {\"port\": 8080, \"rate-limit\": 50}")
        }
        let names = ServiceSetting.all.map(\.name)
        for name in object.keys.sorted() where !names.contains(name) {
            throw GuideError(.badRequest, "\(path): \(name) is no setting; there are \(names.joined(separator: ", "))")
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
        func content(_ type: ConfigType) throws -> ConfigContent? {
            try source.provider.value(forKey: key, type: type).value?.content
        }
        let value: Value? =
            switch setting.kind {
            case .text, .choice: (try? content(.string)).flatMap(text)
            case .number: (try? content(.int)).flatMap(number)
            case .amount, .seconds: (try? content(.double)).flatMap(amount) ?? (try? content(.int)).flatMap(amount)
            case .flag: (try? content(.bool)).flatMap(flag)
            }
        if let value, setting.takes(value) { return value }
        // What isn't there is of every type; what is there but of another type is an error.
        var (found, isThere): (String?, Bool) = (nil, false)
        for type in [ConfigType.string, .int, .double, .bool] where found == nil {
            do { found = try content(type).map(words) } catch { isThere = true }
        }
        guard found != nil || isThere else { return nil }
        throw GuideError(
            .badRequest, "\(source.name(setting)) must be \(setting.wanted), not \(found ?? "something else")")
    }

    private static func text(_ content: ConfigContent) -> Value? {
        if case .string(let text) = content { .text(text) } else { nil }
    }

    private static func number(_ content: ConfigContent) -> Value? {
        if case .int(let number) = content { .number(number) } else { nil }
    }

    private static func amount(_ content: ConfigContent) -> Value? {
        switch content {
        case .double(let amount): .amount(amount)
        case .int(let number): .amount(Double(number))
        default: nil
        }
    }

    private static func flag(_ content: ConfigContent) -> Value? {
        if case .bool(let flag) = content { .flag(flag) } else { nil }
    }

    private static func words(_ content: ConfigContent) -> String {
        switch content {
        case .string(let text): "\"\(text.prefix(100))\""
        case .int(let number): "\(number)"
        case .double(let number): "\(number)"
        case .bool(let flag): "\(flag)"
        default: "a list"
        }
    }
}

extension ServiceSetting {
    /// Whether a value is one of its values.
    func takes(_ value: ServiceConfiguration.Value) -> Bool {
        switch (kind, value) {
        case (.text, .text(let text)): !text.isEmpty && !text.utf8.contains(0)
        case (.choice(let words), .text(let text)): words.contains(text)
        case (.number(let range), .number(let number)): range ~= number
        case (.amount(let range), .amount(let amount)), (.seconds(let range), .amount(let amount)): range ~= amount
        case (.flag, .flag): true
        default: false
        }
    }
}
