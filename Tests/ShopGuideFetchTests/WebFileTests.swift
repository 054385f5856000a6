import Foundation
import LocalServing
import ShopGuideFetch
import Synchronization
import Testing

@Suite struct `A file on the web` {
    private let file = FileManager.default.temporaryDirectory.appending(path: "fetched-\(UUID().uuidString)")
    private var exists: Bool { FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) }

    private func web(_ address: String, _ change: (inout WebFile.Limits) -> Void = { _ in }) throws -> WebFile {
        var limits = WebFile.Limits()
        limits.allowsPrivate = true
        change(&limits)
        return WebFile(try FetchAddress(address), limits: limits)
    }

    private func error(_ body: () throws -> Void) -> FetchError? {
        do { try body() } catch { return error as? FetchError }
        return nil
    }

    @Test func `is fetched with its version, as it is`() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        let bytes = Data([0x1F, 0x8B, 0, 1, 2, 255])
        let server = try LocalServer { _ in
            .init(
                200, data: bytes,
                headers: [
                    "ETag": "\"v1\"", "Last-Modified": "Sat, 28 Nov 2026 10:00:00 GMT",
                    "Content-Encoding": "gzip",
                ])
        }
        defer { server.stop() }
        let result = try web(server.address("/feed.csv.gz?key=a b&ü")).fetch(to: file)
        let version = WebFile.Version(etag: "\"v1\"", modified: "Sat, 28 Nov 2026 10:00:00 GMT")
        #expect(result == .fetched(bytes: 6, version))
        #expect(try Data(contentsOf: file) == bytes)
        #expect(server.requests.first?.path == "/feed.csv.gz?key=a%20b&%C3%BC")
        #expect(server.requests.first?.headers["accept-encoding"] == nil)
    }

    @Test func `is left alone where nothing has changed`() throws {
        let server = try LocalServer { .init($0.headers["if-none-match"] == "\"v1\"" ? 304 : 200, "id\n1\n") }
        defer { server.stop() }
        let known = WebFile.Version(etag: "\"v1\"", modified: "Sat, 28 Nov 2026 10:00:00 GMT")
        #expect(try web(server.address("/")).fetch(to: file, unlessAt: known) == .unchanged)
        #expect(server.requests.first?.headers["if-modified-since"] == known.modified)
        #expect(!exists)
    }

    @Test func `is found behind redirects, but not behind too many or behind other schemes`() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        let server = try LocalServer { request in
            if request.path == "/file" { return .init(302, headers: ["Location": "file:///etc/passwd"]) }
            let number = Int(request.path.dropFirst()) ?? 0
            return number == 0
                ? .init(200, "id\n", headers: ["ETag": "\"end\""])
                : .init(302, "elsewhere", headers: ["Location": "/\(number - 1)", "ETag": "\"way\""])
        }
        defer { server.stop() }
        #expect(try web(server.address("/5")).fetch(to: file) == .fetched(bytes: 3, .init(etag: "\"end\"")))
        #expect(
            error { _ = try web(server.address("/6")).fetch(to: file) }?.message.contains("more than 5 times") == true)
        #expect(error { _ = try web(server.address("/file")).fetch(to: file) }?.code == .badAddress)
        #expect(!exists)
    }

    @Test func `is refused where the server has an error, and nothing is left behind`() throws {
        let server = try LocalServer { _ in .init(503, "<html>sorry</html>") }
        defer { server.stop() }
        let refused = error { _ = try web(server.address("/f.csv?token=secret")).fetch(to: file) }
        #expect(refused?.code == .refused && refused?.isPassing == true)
        #expect(refused?.message.contains("503") == true && refused?.message.contains("secret") == false)
        #expect(!exists)
    }

    @Test(arguments: [nil, 1 << 30]) func `is bounded in size, announced or not`(announced: Int?) throws {
        let server = try LocalServer { _ in .init(200, data: Data(count: 200_000), announced: announced) }
        defer { server.stop() }
        let large = error { _ = try web(server.address("/")) { $0.bytes = 100_000 }.fetch(to: file) }
        #expect(large?.code == .beyondLimits && large?.message.contains("larger than 100000 bytes") == true)
        #expect(!exists)
    }

    @Test func `is bounded in time`() throws {
        let server = try LocalServer { _ in .init(200, data: Data(count: 10 << 20), pause: .milliseconds(100)) }
        defer { server.stop() }
        let began = ContinuousClock.now
        let late = error { _ = try web(server.address("/")) { $0.time = .milliseconds(500) }.fetch(to: file) }
        #expect(late?.code == .beyondLimits)
        #expect(began.duration(to: .now) < .seconds(5))
    }

    @Test func `that breaks off isn't taken for whole`() throws {
        let server = try LocalServer { _ in .init(200, "id\n1\n", announced: 100) }
        defer { server.stop() }
        #expect(error { _ = try web(server.address("/")).fetch(to: file) }?.message.contains("broke off") == true)
        #expect(!exists)
    }

    @Test func `can be cancelled, and tells how far it is`() throws {
        let server = try LocalServer { _ in .init(200, data: Data(count: 10 << 20), pause: .milliseconds(20)) }
        defer { server.stop() }
        var (most, all) = (0, Int?.none)
        let cancelled = error {
            _ = try web(server.address("/")).fetch(to: file) { bytes, of in
                (most, all) = (bytes, of ?? all)
                return bytes < 200_000
            }
        }
        #expect(cancelled?.code == .cancelled && most >= 200_000 && most < 10 << 20 && all == 10 << 20)
    }

    @Test func `on this machine isn't asked for unless that is permitted`() throws {
        let server = try LocalServer { _ in .init(200, "secret") }
        defer { server.stop() }
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1"] {
            let refused = error {
                _ = try web("http://\(host):\(server.port)/") { $0.allowsPrivate = false }.fetch(to: file)
            }
            #expect(refused?.code == .privateHost, "\(host): \(String(describing: refused))")
        }
        #expect(server.requests.isEmpty && !exists)
    }

    @Test func `of a host that isn't there, or doesn't listen, is told of`() throws {
        #expect(
            error { _ = try web("http://nobody.invalid/").fetch(to: file) }?.message.contains("no such host") == true)
        #expect(error { _ = try web("http://127.0.0.1:1/").fetch(to: file) }?.code == .unreachable)
        let unwritable = URL(filePath: "/nowhere/file")
        #expect(error { _ = try web("http://127.0.0.1:1/").fetch(to: unwritable) }?.code == .unwritable)
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://host/f", "feed.csv", "http://", "https:///f", "gopher://x", "http://a b/",
        "http://x\n/",
    ]) func `has an address of http or https`(text: String) {
        #expect(error { _ = try FetchAddress(text) }?.code == .badAddress)
    }

    @Test func `is named by its path, and shown without passwords`() throws {
        let address = try FetchAddress("HTTPS://anna:secret@shop.example:8443/a%20b/feed.csv.gz?token=x#part")
        #expect(address.fileName == "feed.csv.gz" && address.text.hasSuffix("feed.csv.gz?token=x"))
        #expect(address.shown == "HTTPS://…@shop.example:8443/a%20b/feed.csv.gz?…")
        #expect(try FetchAddress("http://shop.example").fileName == "")
        #expect(FetchAddress.isMeant(by: "https://a/b") && !FetchAddress.isMeant(by: "http.csv"))
        #expect(!FetchAddress.isMeant(by: "C:/data") && FetchAddress.isMeant(by: "HTTP://a"))
    }

    @Test func `is looked for in the public internet alone`() {
        let inner = [
            "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.255.255", "192.168.1.1",
            "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12::1",
            "ff02::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2001:db8::1", "2002:7f00:1::", "2001::1", "::127.0.0.1",
        ]
        for address in inner { #expect(!isPublicAddress(address), "\(address)") }
        for address in [
            "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1",
        ] {
            #expect(isPublicAddress(address), "\(address)")
        }
    }
}
