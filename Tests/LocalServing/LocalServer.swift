import Foundation
import Synchronization

/// A server on a port of this machine that answers as it is told, for tests of what fetches.
public final class LocalServer: Sendable {
    /// A request.
    public struct Request: Sendable {
        /// The path with the query, as it came.
        public var path: String
        /// The headers, names in lower case.
        public var headers: [String: String]
    }

    /// An answer; a body that is shorter than announced breaks off.
    public struct Answer: Sendable {
        /// The status.
        public var status: Int
        /// The headers beside `Content-Length`.
        public var headers: [String: String]
        /// The body.
        public var body: Data
        /// The `Content-Length`, where it isn't that of the body.
        public var announced: Int?
        /// The time between pieces of the body of 64 KiB.
        public var pause: Duration?

        /// Creates an answer with a text.
        public init(
            _ status: Int = 200, _ body: String = "", headers: [String: String] = [:], announced: Int? = nil,
            pause: Duration? = nil
        ) {
            self.init(status, data: Data(body.utf8), headers: headers, announced: announced, pause: pause)
        }

        /// Creates an answer with bytes.
        public init(
            _ status: Int = 200, data: Data, headers: [String: String] = [:], announced: Int? = nil,
            pause: Duration? = nil
        ) {
            (self.status, self.headers, body) = (status, headers, data)
            (self.announced, self.pause) = (announced, pause)
        }
    }

    /// The port.
    public let port: Int
    private let descriptor: Int32
    private let seen = Mutex<[Request]>([])
    private let answer: @Sendable (Request) -> Answer

    /// The requests so far.
    public var requests: [Request] { seen.withLock { $0 } }

    /// Listens on a free port.
    public init(_ answer: @escaping @Sendable (Request) -> Answer) throws {
        self.answer = answer
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRINUSE) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in serve() }
    }

    /// Stops listening.
    public func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// The address of a path.
    public func address(_ path: String, scheme: String = "http") -> String { "\(scheme)://127.0.0.1:\(port)\(path)" }

    private func serve() {
        while true {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { break }
            Thread.detachNewThread { [self] in respond(on: connection) }
        }
        close(descriptor)
    }

    private func respond(on connection: Int32) {
        defer { close(connection) }
        var (data, buffer) = (Data(), [UInt8](repeating: 0, count: 8192))
        while data.firstRange(of: Data("\r\n\r\n".utf8)) == nil {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0, data.count < 1 << 16 else { return }
            data += buffer[..<count]
        }
        let lines = String(decoding: data, as: UTF8.self).components(separatedBy: "\r\n")
        var request = Request(path: "", headers: [:])
        request.path = lines[0].split(separator: " ").dropFirst().first.map(String.init) ?? ""
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            request.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let copy = request
        seen.withLock { $0.append(copy) }
        send(answer(request), on: connection)
    }

    private func send(_ answer: Answer, on connection: Int32) {
        var head = "HTTP/1.1 \(answer.status) Answer\r\nConnection: close\r\n"
        if answer.status != 304 { head += "Content-Length: \(answer.announced ?? answer.body.count)\r\n" }
        for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
        var rest = Data((head + "\r\n").utf8)
        if answer.pause != nil {
            guard write(rest, on: connection) else { return }
            rest = answer.body
            while let pause = answer.pause, !rest.isEmpty {
                guard write(rest.prefix(1 << 16), on: connection) else { return }
                rest = Data(rest.dropFirst(1 << 16))
                Thread.sleep(forTimeInterval: pause / .seconds(1))
            }
        } else {
            _ = write(rest + answer.body, on: connection)
        }
        // What the other side still sends would make the system drop the answer.
        shutdown(connection, Int32(SHUT_WR))
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) > 0 {}
    }

    private func write(_ data: Data, on connection: Int32) -> Bool {
        data.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Foundation.send(
                    connection, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }
}
