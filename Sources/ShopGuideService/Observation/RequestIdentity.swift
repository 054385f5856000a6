import HTTPTypes
import Hummingbird

/// The id of a request, which links its response, its log lines and the caller's own.
enum RequestIdentity {
    /// Returns the caller's id if it is safe: up to 64 letters, digits and `-_.:`.
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
    private static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("invalid header name \(text)") }
        return name
    }

    static let requestIdentity = named("X-Request-ID")
    static let traceParent = named("traceparent")
    static let rateLimit = named("RateLimit-Limit")
    static let rateRemaining = named("RateLimit-Remaining")
    static let rateReset = named("RateLimit-Reset")
    static let commitsBehind = named("ShopGuide-Behind")
    static let frameOptions = named("X-Frame-Options")
    static let referrerPolicy = named("Referrer-Policy")
    static let fetchSite = named("Sec-Fetch-Site")
}
