import Foundation
import Synchronization
import Testing

/// Asks a service over a socket of its own, and holds every answer against the document that it serves.
struct Client: Sendable {
    let port: Int
    /// The key that is sent along.
    var key: String?
    /// What the service says of itself.
    let document: JSON

    /// An answer.
    struct Answer {
        let status: Int
        /// Names in lower case.
        let headers: [String: String]
        let body: Data

        /// The body as JSON; null where it isn't.
        var json: JSON { (try? JSON(body)) ?? .null }
        /// The fields that are wrong.
        var fields: [String] { json["errors"]?.list.compactMap { $0["field"]?.text } ?? [] }
    }

    /// Why there is no answer.
    struct Silence: Error {}

    /// The documents that were read; all services serve the same one, and reading it takes long.
    private static let documents = Mutex<[Data: JSON]>([:])

    /// Learns what a service says of itself.
    init(port: Int) async throws {
        self.port = port
        let text = try await Self.exchange(port, Self.head("GET", "/openapi.json", [:], 0)).body
        document = try Self.documents.withLock { known in
            if let document = known[text] { return document }
            let document = try JSON(text)
            known[text] = document
            return document
        }
    }

    /// Sends a request, and checks the answer against the document.
    @discardableResult
    func send(
        _ method: String, _ path: String, _ body: Data? = nil, type: String? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        var headers = headers
        if let key { headers["Authorization"] = "Bearer \(key)" }
        if let type { headers["Content-Type"] = type }
        let answer = try await Self.exchange(
            port, Self.head(method, path, headers, body?.count ?? 0) + (body ?? Data()))
        check(answer, method, path)
        return answer
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path) }

    /// The bodies of some answers.
    func bodies(_ paths: [String]) async throws -> [Data] {
        var bodies: [Data] = []
        for path in paths { bodies.append(try await get(path).body) }
        return bodies
    }

    @discardableResult
    func post(_ path: String, _ json: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send("POST", path, Data(json.utf8), type: "application/json", headers: headers)
    }

    @discardableResult
    func put(_ path: String, _ json: String) async throws -> Answer {
        try await send("PUT", path, Data(json.utf8), type: "application/json")
    }

    @discardableResult
    func delete(_ path: String) async throws -> Answer { try await send("DELETE", path) }

    // MARK: - The document

    /// The template of a path: `/v1/products/{id}`.
    func template(of path: String) -> String? {
        let parts = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
        let fitting = (document["paths"]?.members.keys ?? [:].keys).filter { template in
            let names = template.split(separator: "/", omittingEmptySubsequences: false)
            return names.count == parts.count && zip(names, parts).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
        }
        // What has fewer gaps is meant.
        return fitting.min { $0.count { $0 == "{" } < $1.count { $0 == "{" } }
    }

    private func check(_ answer: Answer, _ method: String, _ path: String) {
        let schema = Schema(document: document)
        guard let template = template(of: path),
            let operation = document["paths"]?[template]?[method.lowercased()]
        else {
            #expect(
                [404, 405].contains(answer.status), "\(method) \(path) isn't documented; answered \(answer.status)")
            return
        }
        guard let response = operation["responses"]?["\(answer.status)"].map(schema.resolved) else {
            Issue.record("\(method) \(template): \(answer.status) isn't documented: \(answer.json)")
            return
        }
        guard let contents = response["content"]?.members, !contents.isEmpty else {
            #expect(answer.body.isEmpty, "\(method) \(template): \(answer.status) has a body")
            return
        }
        let type = String((answer.headers["content-type"] ?? "").prefix { $0 != ";" })
        guard let content = contents[type] else {
            Issue.record("\(method) \(template): \(type) isn't documented for \(answer.status)")
            return
        }
        guard type.hasSuffix("json"), let expected = content["schema"] else { return }
        let objections = schema.objections(to: answer.json, expected)
        #expect(objections.isEmpty, "\(method) \(template): \(answer.status): \(objections)")
    }

    // MARK: - The socket

    private static func head(_ method: String, _ path: String, _ headers: [String: String], _ count: Int) -> Data {
        var lines = ["\(method) \(path) HTTP/1.1", "Connection: close", "Content-Length: \(count)"]
        if headers["Host"] == nil { lines.append("Host: localhost") }
        lines += headers.map { "\($0): \($1)" }
        return Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// Sends bytes and reads until the other side closes, on a thread of its own: the service needs the shared ones.
    @discardableResult
    static func exchange(_ port: Int, _ request: Data, closingEarly: Bool = false) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try exchanged(port, request, closingEarly) }) }
        }
    }

    private static func exchanged(_ port: Int, _ request: Data, _ closesEarly: Bool) throws -> Answer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Silence() }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Silence() }
        request.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Foundation.send(
                    descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return }
                sent += count
            }
        }
        if closesEarly {
            Thread.sleep(forTimeInterval: 0.2)
            throw Silence()
        }
        var (response, buffer) = (Data(), [UInt8](repeating: 0, count: 1 << 16))
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            response.append(contentsOf: buffer[..<count])
        }
        return try parse(response)
    }

    private static func parse(_ response: Data) throws -> Answer {
        guard let end = response.range(of: Data("\r\n\r\n".utf8)) else { throw Silence() }
        let lines = String(decoding: response[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Silence()
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return Answer(status: status, headers: headers, body: Data(response[end.upperBound...]))
    }
}
