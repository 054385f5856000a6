import Foundation

/// A connection over which a test sends whatever bytes it likes.
final class RawConnection {
    /// Why there is no answer.
    enum Fault: Error, Equatable {
        case refused
        case closed
        case late
    }

    /// An answer.
    struct Answer {
        let status: Int
        let headers: [String: String]
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let descriptor: Int32
    private var buffer = Data()

    /// Connects to a port of this machine.
    init(port: Int, patience: Int = 20) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var time = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        guard status == 0 else {
            close(descriptor)
            throw Fault.refused
        }
    }

    deinit { close(descriptor) }

    /// Sends bytes, as many as the other side takes; returns whether it took all.
    @discardableResult
    func send(_ bytes: Data) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Data(text.utf8)) }

    /// Sends a request and reads its answer; the connection stays for another.
    func ask(
        _ method: String, _ path: String, _ body: String? = nil, headers: [String: String] = [:]
    ) throws -> Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        var headers = headers
        if let body {
            headers["Content-Length"] = "\(body.utf8.count)"
            headers["Content-Type"] = headers["Content-Type"] ?? "application/json"
        }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        send(Data((head + "\r\n" + (body ?? "")).utf8))
        return try answer()
    }

    /// Reads an answer.
    func answer() throws -> Answer {
        while true {
            while buffer.firstRange(of: Data("\r\n\r\n".utf8)) == nil { try read() }
            guard let end = buffer.firstRange(of: Data("\r\n\r\n".utf8)) else { throw Fault.closed }
            let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
            buffer = Data(buffer[end.upperBound...])
            let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                headers[parts[0].lowercased()] = parts.count > 1 ? parts[1] : ""
            }
            if (100..<200).contains(status) { continue }
            let length = headers["content-length"].flatMap { Int($0) } ?? 0
            while buffer.count < length { try read() }
            let body = Data(buffer.prefix(length))
            buffer = Data(buffer.dropFirst(length))
            return Answer(status: status, headers: headers, body: body)
        }
    }

    private func read() throws {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count != 0 else { throw Fault.closed }
        guard count > 0 else { throw errno == EAGAIN || errno == EWOULDBLOCK ? Fault.late : Fault.closed }
        buffer += bytes[..<count]
    }
}
