import HTTPTypes
import Hummingbird

/// The id of a request, by which its answer, its log lines and its caller's go together.
enum RequestIdentity {
    /// Returns the caller's, where it can do no harm: up to 64 letters, digits and `-_.:`.
    static func accepted(_ header: String?) -> String? {
        guard let header, 1...64 ~= header.utf8.count else { return nil }
        let isPlain = header.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F: true
            default: false
            }
        }
        return isPlain ? header : nil
    }
}

extension HTTPField.Name {
    private static func ours(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no name of a header") }
        return name
    }

    static let requestIdentity = ours("X-Request-ID")
    static let traceParent = ours("traceparent")
    static let rateLimit = ours("RateLimit-Limit")
    static let rateRemaining = ours("RateLimit-Remaining")
    static let rateReset = ours("RateLimit-Reset")
}
