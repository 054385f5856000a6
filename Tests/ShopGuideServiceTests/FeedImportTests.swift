import Foundation
import LocalServing
import ShopGuideService
import Testing

/// The files that shops have, over HTTP: the lines of Fixtures/Feeds/expected.json, which the command's tests read as well.
@Suite struct FeedImportTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "ShopGuideCommandTests/Fixtures/Feeds")

    /// Returns the query of the command's arguments: `--column id=sku` is `column=id%3Dsku`. A tree is a file for the command, an address
    /// for the service.
    private static func query(_ arguments: [String], _ kind: String, _ file: String, _ server: LocalServer) -> String {
        var (query, rest) = ([("kind", kind), ("name", file)], arguments[...])
        while let option = rest.popFirst() {
            let name = String(option.dropFirst(2))
            let value = name == "make-products" ? "true" : rest.popFirst() ?? ""
            query.append((name, name == "tree" ? server.address("/\(value)") : value))
        }
        let allowed = CharacterSet.alphanumerics
        return query.map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")" }.joined(
            separator: "&")
    }

    @Test func `come out as their owners expect`() async throws {
        let data = try Data(contentsOf: Self.folder.appending(path: "expected.json"))
        let cases = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(cases.count >= 40)
        let server = try LocalServer { request in
            (try? Data(contentsOf: Self.folder.appending(path: String(request.path.dropFirst())))).map {
                .init(200, data: $0)
            }
                ?? .init(404)
        }
        defer { server.stop() }
        var shop = try TestShop()
        defer { shop.remove() }
        shop.options.fetchesPrivate = true
        try await shop.running { client async throws in
            for feed in cases {
                let file = try #require(feed["file"] as? String)
                let arguments = feed["arguments"] as? [String] ?? []
                let expected = feed["expect"] as? [String: Any] ?? [:]
                let query = Self.query(arguments, feed["import"] as? String ?? "", file, server)
                let bytes = try Data(contentsOf: Self.folder.appending(path: file))
                let begun = try await client.send(
                    "POST", "/v1/imports?\(query)", bytes, type: "application/octet-stream")
                #expect(begun.status == 202, "\(file): \(begun.json)")
                guard let id = begun.json["id"]?.text else { continue }
                let job = try await client.ended(id)
                if expected["refused"] as? Bool == true {
                    #expect(job["state"]?.text == "failed", "\(file): \(job)")
                    continue
                }
                #expect(job["state"]?.text == "finished", "\(file): \(job)")
                #expect(job["rejected"] == .number(Double(expected["rejected"] as? Int ?? 0)), "\(file): \(job)")
                if let count = expected["interactions"] as? Int {
                    #expect(job["stored"] == .number(Double(count)), "\(file): \(job)")
                }
                for (id, fields) in feed["products"] as? [String: [String: Any]] ?? [:] {
                    let name = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    let product = try await client.get("/v1/products?id=\(name)").json
                    #expect(product["id"]?.text == id, "\(file): \(id)")
                    for (field, value) in fields {
                        let path =
                            field.hasPrefix("attributes.") ? ["attributes", String(field.dropFirst(11))] : [field]
                        let found = path.reduce(Optional(product)) { $0?[$1] }
                        switch value {
                        case let number as String where field == "price":
                            #expect(found == Double(number).map { .number($0) }, "\(file): \(id).\(field)")
                        case let text as String: #expect(found?.text == text, "\(file): \(id).\(field)")
                        case let list as [String]:
                            #expect(found?.list.compactMap(\.text) == list, "\(file): \(id).\(field)")
                        default: #expect(found == nil, "\(file): \(id).\(field)")
                        }
                    }
                }
            }
        }
        #expect(server.requests.count == 1)
    }
}
