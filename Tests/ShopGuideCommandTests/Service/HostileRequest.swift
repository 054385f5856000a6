import Foundation

/// A request that nobody means well with, and how it's answered.
struct HostileRequest: Sendable {
    let name: String
    /// What is sent, byte for byte.
    let bytes: Data
    /// The answers that are right; nil among them stands for a connection that is closed without one.
    let expected: Set<Int?>

    init(_ name: String, _ bytes: Data, _ expected: Set<Int?>) {
        self.name = name
        self.bytes = bytes
        self.expected = expected
    }

    /// Bytes as they are.
    static func raw(_ name: String, _ text: String, _ expected: Int?...) -> HostileRequest {
        HostileRequest(name, Data(text.utf8), Set(expected))
    }

    /// A request of no body, with an address that is sent as it is.
    static func get(_ name: String, _ path: String, _ expected: Int, headers: String = "") -> HostileRequest {
        raw(name, "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n", expected)
    }

    /// A request with a body.
    static func post(
        _ name: String, _ path: String, _ body: Data, _ expected: Int..., method: String = "POST",
        type: String? = "application/json", headers: String = ""
    ) -> HostileRequest {
        let type = type.map { "Content-Type: \($0)\r\n" } ?? ""
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(type)Content-Length: \(body.count)\r\n\(headers)\r\n"
        return HostileRequest(name, Data(head.utf8) + body, Set(expected))
    }

    static func post(
        _ name: String, _ path: String, _ body: String, _ expected: Int, method: String = "POST",
        type: String? = "application/json", headers: String = ""
    ) -> HostileRequest {
        post(name, path, Data(body.utf8), expected, method: method, type: type, headers: headers)
    }
}
