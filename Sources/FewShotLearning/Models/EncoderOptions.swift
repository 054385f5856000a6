import Foundation

/// An encoder's own options beside its width and the shape of its input, by name: the layout of its rows, say.
///
/// Each encoder reads its own from `model.json`, where they stand beside the architecture's other fields.
public struct EncoderOptions: Sendable, Equatable {
    private var values: [String: JSONValue] = [:]

    /// Creates options without any.
    public init() {}

    /// Returns an option as the encoder's own type; `nil` where it isn't given.
    ///
    /// - Throws: ``ModelError`` for one that is given and can't be read.
    public func value<Value: Decodable>(_ type: Value.Type, named name: String) throws(ModelError) -> Value? {
        guard let value = values[name] else { return nil }
        do { return try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value)) } catch {
            throw ModelError(.malformed, "the model's description is malformed: in \"\(name)\", \(explain(error))")
        }
    }

    /// Gives an option, or takes it away.
    public mutating func set(_ value: (some Encodable)?, named name: String) {
        // JSON that Swift encoded decodes again.
        values[name] = value.flatMap { try? JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode($0)) }
    }
}

extension EncoderOptions {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads every field but some from an object.
    init(from decoder: any Decoder, except known: Set<String>) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for name in container.allKeys where !known.contains(name.stringValue) {
            values[name.stringValue] = try container.decode(JSONValue.self, forKey: name)
        }
    }

    /// Adds the fields to an object.
    func encode(into encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for (name, value) in values { try container.encode(value, forKey: Name(stringValue: name)) }
    }
}

/// A value of JSON.
private enum JSONValue: Sendable, Codable, Equatable {
    case null
    case flag(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let array = try? container.decode([JSONValue].self) {
            self = .array(array)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let flag): try container.encode(flag)
        case .integer(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .array(let array): try container.encode(array)
        case .object(let object): try container.encode(object)
        }
    }
}
