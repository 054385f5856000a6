import Foundation
import Testing

/// Requests that nobody means well with: each gets its answer, the service lives, and its memory is bounded.
@Suite(.serialized) struct HostileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func outcome(_ request: HostileRequest, _ port: Int) throws -> Int? {
        let connection = try RawConnection(port: port)
        // Who isn't listened to any more may still be told why.
        connection.send(request.bytes)
        do { return try connection.answer().status } catch RawConnection.Fault.closed { return nil }
    }

    @Test(.timeLimit(.minutes(2)))
    func `each gets its answer, and the service goes on`() throws {
        let shop = try ServedShop(in: folder)
        #expect(HostileRequest.all.count >= 50)
        // What it takes for pictures at all is there before memory is looked at.
        for request in HostileRequest.pictures { _ = try outcome(request, shop.port) }
        let before = try shop.memory()
        for request in HostileRequest.all {
            let status = try outcome(request, shop.port)
            #expect(request.expected.contains(status), "\(request.name): \(status.map { "\($0)" } ?? "closed")")
            #expect(shop.running.isRunning, "\(request.name) ended the service")
        }
        for _ in 0..<3 { for request in HostileRequest.all { _ = try outcome(request, shop.port) } }
        #expect(try shop.memory() - before < 200 << 20)
        #expect(try shop.ask("GET", "/healthz").status == 200)
        #expect(try shop.ask("GET", "/v1/products?limit=1").status == 200)
        #expect(try shop.ask("GET", "/v1/products/thief").status == 404)
    }

    @Test(.timeLimit(.minutes(1)))
    func `who drips is cut, and who only connects is closed`() throws {
        let shop = try ServedShop(in: folder, ["--body-time", "0.5", "--idle-time", "0.5"])
        let body = try RawConnection(port: shop.port)
        body.send(
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
        )
        let head = try RawConnection(port: shop.port)
        head.send("GET /healthz HTTP/1.1\r\nHo")
        let idle = try (0..<200).map { _ in try RawConnection(port: shop.port) }
        for _ in 0..<5 {
            body.send(" ")
            head.send("s")
            usleep(50_000)
        }
        #expect(try body.answer().status == 408)
        #expect(throws: RawConnection.Fault.closed) { try head.answer() }
        for connection in idle { #expect(throws: RawConnection.Fault.closed) { try connection.answer() } }
        #expect(try shop.ask("GET", "/healthz").status == 200)
    }

    @Test(.timeLimit(.minutes(1)))
    func `more than a key may ask is 429, and what watches the service is always answered`() throws {
        let shop = try ServedShop(in: folder, ["--rate-limit", "0.01", "--rate-burst", "3"])
        let connection = try RawConnection(port: shop.port)
        for left in ["2", "1", "0"] {
            let answer = try connection.ask("GET", "/v1/products?limit=1")
            #expect(answer.status == 200)
            #expect(answer.headers["ratelimit-limit"] == "3" && answer.headers["ratelimit-remaining"] == left)
        }
        let refused = try connection.ask("GET", "/v1/products?limit=1")
        #expect(refused.status == 429)
        #expect(1...100 ~= refused.headers["retry-after"].flatMap { Int($0) } ?? 0)
        #expect(refused.headers["content-type"] == "application/problem+json")
        try shop.waitUntilReady()
        for path in ["/healthz", "/readyz", "/metrics"] { #expect(try connection.ask("GET", path).status == 200) }
    }
}
