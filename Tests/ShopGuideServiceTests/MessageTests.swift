import Foundation
import Testing

@Suite struct `Messages` {
    /// Words of decoders and of types of the program.
    private static let words = [
        "Swift", "Decod", "Codable", "debugDescription", "Cannot", "Expected", "codingPath", "Optional", "Array<",
        "Dictionary",
        "Double", "Int64", "Parsed", "initialize", "rawValue", "_JSON", "keyed", "container", "typeMismatch",
        "Context(",
    ]
    private static let wrong = [
        "null", "3", "-1.5", "1e400", "\"text\"", "[]", "[[]]", "{}", "{\"a\":{}}", "true", "[null]",
    ]

    /// Bodies of a schema in which one value is of another kind.
    private static func bodies(of schema: JSON, in document: Schema) -> [String] {
        let schema = document.resolved(schema)
        guard let properties = schema["properties"]?.members else { return wrong }
        var bodies = wrong
        for (name, property) in properties.sorted(by: { $0.key < $1.key }) {
            for value in wrong { bodies.append("{\"\(name)\":\(value)}") }
            let property = document.resolved(property)
            let inner = document.resolved(property["items"] ?? property)
            for member in inner["properties"]?.members.keys.sorted() ?? [] {
                for value in ["3", "\"text\"", "{}", "[null]"] {
                    let object = "{\"\(member)\":\(value)}"
                    bodies.append("{\"\(name)\":\(property["items"] == nil ? object : "[\(object)]")}")
                }
            }
        }
        return bodies
    }

    @Test func `never show a decoder's own words, whatever is wrong in a body`() async throws {
        try await withShop { client async throws in
            let document = Schema(document: client.document)
            var count = 0
            for (path, methods) in client.document["paths"]?.members.sorted(by: { $0.key < $1.key }) ?? [] {
                for (method, operation) in methods.members {
                    guard let body = operation["requestBody"]?["content"]?["application/json"]?["schema"] else {
                        continue
                    }
                    let place = path.replacing(try Regex("\\{[a-z]+\\}"), with: "x")
                    for body in Self.bodies(of: body, in: document) {
                        var answer = try await client.send(
                            method.uppercased(), place, Data(body.utf8), type: "application/json")
                        // Imports that were begun before may fill the queue.
                        for _ in 0..<200 where answer.status == 503 && answer.headers["retry-after"] != nil {
                            try await Task.sleep(for: .milliseconds(50))
                            answer = try await client.send(
                                method.uppercased(), place, Data(body.utf8), type: "application/json")
                        }
                        count += 1
                        #expect(answer.status < 500, "\(method) \(path) \(body): \(answer.json)")
                        guard answer.status >= 400 else { continue }
                        let text = String(decoding: answer.body, as: UTF8.self)
                        let shown = Self.words.filter { text.contains($0) }
                        #expect(shown.isEmpty, "\(method) \(path) \(body): \(text)")
                    }
                }
            }
            #expect(count > 500)
        }
    }

    @Test func `list what a name may be`() async throws {
        try await withShop { client async throws in
            let seen = try await client.post("/v1/recommendations", #"{"seen":[{"product":"mug-01","kind":"bought"}]}"#)
            #expect(seen.fields == ["seen[0].kind"])
            #expect(seen.json["errors"]?[0]?["message"]?.text?.hasPrefix("must be one of view, cart") == true)
            let scope = try await client.post("/v1/keys", #"{"scope":"all"}"#)
            #expect(scope.json["errors"]?[0]?["message"]?.text == "must be one of read, write, admin (got \"all\")")
            let stock = try await client.put("/v1/products/x", #"{"availability":"maybe"}"#)
            #expect(stock.json["errors"]?[0]?["message"]?.text?.hasPrefix("must be one of in_stock") == true)
        }
    }
}
