import Foundation
import Hummingbird
import ShopGuide

/// The JSON format of requests and responses.
enum JSONFormat {
    static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension Response {
    /// Returns a response with a JSON body.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let data = try JSONFormat.encoder().encode(value)
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}

/// A request body that has these fields and no others.
protocol StrictlyNamed: Decodable {
    /// The names of all fields, required and optional.
    static var fieldNames: Set<String> { get }
}

/// A decoder of `Value` that rejects unknown fields, so that misspelt ones are reported, and null.
struct Strict<Value: StrictlyNamed>: Decodable {
    var value: Value

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Name.self)
        for key in fields.allKeys where !Value.fieldNames.contains(key.stringValue) {
            let known = Value.fieldNames.sorted().joined(separator: ", ")
            throw FieldFault("unknown field; known are \(known)", at: fields.codingPath + [key]).error
        }
        for key in fields.allKeys where try fields.decodeNil(forKey: key) {
            let context = DecodingError.Context(codingPath: fields.codingPath + [key], debugDescription: "null")
            throw DecodingError.valueNotFound(Value.self, context)
        }
        value = try Value(from: decoder)
    }
}

extension Strict: Sendable where Value: Sendable {}
