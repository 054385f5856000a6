import Foundation
import ShopGuideApplication
import ShopGuideService
import Testing

@Suite struct `The page over HTTP` {
    private func page(_ client: Client, _ path: String, _ headers: [String] = [], body: String? = nil) async throws
        -> Client.Answer
    {
        let lines =
            ["\(body == nil ? "GET" : "POST") \(path) HTTP/1.1", "Host: localhost", "Connection: close"]
            + ["Content-Length: \(body?.utf8.count ?? 0)"] + headers
        return try await Client.exchange(
            client.port, Data((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8))
    }

    private func text(_ answer: Client.Answer) -> String { String(decoding: answer.body, as: UTF8.self) }

    @Test func `speaks the language that the address, a cookie or the browser asks for, in this order`() async throws {
        try await withShop { client async throws in
            let cases: [(path: String, headers: [String], language: String)] = [
                ("/", [], "en"), ("/", ["Accept-Language: zh-CN,zh;q=0.9,en;q=0.8"], "zh"),
                ("/", ["Accept-Language: fr,en;q=0.5,zh;q=0.7"], "zh"), ("/", ["Accept-Language: zh;q=0"], "en"),
                ("/", ["Accept-Language: zh", "Cookie: lang=en"], "en"),
                ("/?lang=zh", ["Accept-Language: en", "Cookie: lang=en"], "zh"), ("/?lang=xx", [], "en"),
            ]
            for (path, headers, language) in cases {
                let answer = try await page(client, path, headers)
                #expect(answer.status == 200)
                #expect(text(answer).contains("<html lang=\"\(language)\""), "\(path) \(headers)")
            }
        }
    }

    @Test func `shows every view without anything that a strict policy forbids`() async throws {
        try await withShop { client async throws in
            for path in ["/", "/categories", "/markets", "/models", "/signin"] {
                let answer = try await page(client, path)
                #expect(answer.status == 200, "\(path)")
                #expect(answer.headers["content-security-policy"]?.contains("default-src 'none'") == true)
                for forbidden in [" style=", " onclick=", "javascript:", "http://", "https://"] {
                    let markup = text(answer).replacing("http://www.w3.org/2000/svg", with: "")
                    #expect(!markup.contains(forbidden), "\(path) has \(forbidden)")
                }
            }
        }
    }

    @Test func `sends nobody elsewhere after signing in`() async throws {
        var shop = try TestShop()
        defer { shop.remove() }
        shop.options.requiresKey = true
        let key = try shop.keys.create(tenant: "default", scope: .read).key
        try await shop.running { client async throws in
            let form = "Content-Type: application/x-www-form-urlencoded"
            #expect(try await page(client, "/").headers["location"] == "/signin?next=%2F")
            #expect(try await page(client, "/signin", [form], body: "key=sg_guess&next=/").status == 401)
            let nexts = [
                ("%2Fmodels", "/models"), ("https%3A%2F%2Fevil.example", "/"), ("%2F%2Fevil.example", "/"),
                ("%2F%5Cevil.example", "/"), ("%2Fa%0D%0ASet-Cookie%3A+x", "/"),
            ]
            for (next, place) in nexts {
                let answer = try await page(client, "/signin", [form], body: "key=\(key)&next=\(next)")
                #expect(answer.status == 303 && answer.headers["location"] == place, "\(next)")
                #expect(answer.headers["set-cookie"]?.contains("HttpOnly") == true)
                #expect(answer.headers["set-cookie"]?.contains("SameSite=Strict") == true)
            }
            #expect(try await page(client, "/", ["Cookie: key=\(key)"]).status == 200)
            #expect(try await page(client, "/v1/products", ["Cookie: key=\(key)"]).status == 200)
            #expect(try await page(client, "/v1/products", ["Cookie: key=sg_guess"]).status == 401)
        }
    }

    @Test func `does nothing for pages of other sites`() async throws {
        try await withShop { client async throws in
            let body = #"{"interactions":[{"shopper":"eve","product":"mug-01","kind":"like"}]}"#
            for header in ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: https://evil.example"] {
                let answer = try await page(
                    client, "/v1/interactions", ["Content-Type: application/json", header], body: body)
                #expect(answer.status == 403, "\(header)")
            }
            #expect(try await client.get("/v1/shoppers/eve").status == 404)
        }
    }
}
