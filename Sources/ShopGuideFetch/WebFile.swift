import CShopGuideFetch
public import Foundation

/// A file on the web, which is fetched into one on this machine.
public struct WebFile: Sendable {
    /// The limits of a fetch.
    public struct Limits: Sendable, Hashable {
        /// Maximum size, in bytes.
        public var bytes = 2 << 30
        /// Maximum time for all of it.
        public var time = Duration.seconds(1800)
        /// Maximum time until the connection stands.
        public var connectionTime = Duration.seconds(30)
        /// Maximum number of redirects.
        public var redirects = 5
        /// Whether hosts on this machine and in its network may be asked, and the environment's proxies used.
        ///
        /// Whoever may give addresses to a service could otherwise read what only its machine can reach. Every address that is
        /// connected to is checked, so that a redirect or a name that resolves to another address doesn't get around it.
        public var allowsPrivate = false

        /// Creates the default limits.
        public init() {}
    }

    /// The version of a file as its server names it.
    public struct Version: Sendable, Hashable, Codable {
        /// The `ETag`.
        public var etag: String?
        /// The `Last-Modified`.
        public var modified: String?

        /// Creates a version.
        public init(etag: String? = nil, modified: String? = nil) { (self.etag, self.modified) = (etag, modified) }
    }

    /// The result of a fetch.
    public enum Result: Sendable, Hashable {
        /// The file is there, with so many bytes.
        case fetched(bytes: Int, Version)
        /// It is as it was in the version that is known.
        case unchanged
    }

    /// The address.
    public let address: FetchAddress
    /// The limits.
    public var limits: Limits

    /// Creates a file of an address.
    public init(_ address: FetchAddress, limits: Limits = Limits()) { (self.address, self.limits) = (address, limits) }

    /// Fetches the file as it is, gzipped where it is gzipped; blocks until it is there.
    ///
    /// - Parameters:
    ///   - file: The file to write; where the fetch fails, or nothing has changed, it isn't there afterwards.
    ///   - known: The version that is known already.
    ///   - progress: Called often, with the bytes received and, where they are known, of how many; returns whether to go on.
    /// - Returns: The version that was fetched, or that nothing has changed.
    /// - Throws: ``FetchError``.
    public func fetch(
        to file: URL, unlessAt known: Version = Version(),
        progress: (_ bytes: Int, _ of: Int?) -> Bool = { _, _ in true }
    ) throws -> Result {
        let path = file.path(percentEncoded: false)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw FetchError(.unwritable, "\(path): can't be written: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let result = transferred(to: descriptor, unlessAt: known, progress)
        if result.outcome == sg_fetch_done {
            let (etag, modified) = (Self.text(result.etag), Self.text(result.modified))
            return .fetched(bytes: Int(result.bytes), Version(etag: etag, modified: modified))
        }
        unlink(path)
        if result.outcome == sg_fetch_unchanged { return .unchanged }
        throw error(of: result, path)
    }

    private func transferred(
        to descriptor: Int32, unlessAt known: Version, _ progress: (Int, Int?) -> Bool
    ) -> sg_fetch_result {
        var result = sg_fetch_result()
        withoutActuallyEscaping(progress) { progress in
            let report = ProgressReport(progress)
            let texts = [address.text, "ShopGuide", known.etag, known.modified].map { $0.flatMap { strdup($0) } }
            defer { for text in texts { free(text) } }
            var request = sg_fetch_request()
            request.address = texts[0].map { UnsafePointer($0) }
            request.user_agent = texts[1].map { UnsafePointer($0) }
            request.etag = texts[2].map { UnsafePointer($0) }
            request.modified = texts[3].map { UnsafePointer($0) }
            request.file = descriptor
            request.max_bytes = Int64(limits.bytes)
            request.max_milliseconds = Self.milliseconds(limits.time)
            request.max_connect_milliseconds = Self.milliseconds(limits.connectionTime)
            request.max_redirects = limits.redirects
            request.allows_private = limits.allowsPrivate ? 1 : 0
            request.progress = { context, bytes, of in
                guard let context else { return 0 }
                let report = Unmanaged<ProgressReport>.fromOpaque(context).takeUnretainedValue()
                return report.body(Int(bytes), of > 0 ? Int(of) : nil) ? 0 : 1
            }
            request.context = Unmanaged.passUnretained(report).toOpaque()
            withExtendedLifetime(report) { sg_fetch(&request, &result) }
        }
        return result
    }

    private static func milliseconds(_ time: Duration) -> Int64 { max(1, Int64(time / .milliseconds(1))) }

    /// Returns a text of C in an array of known size; nil where it is empty.
    private static func text<Characters>(_ characters: Characters) -> String? {
        let text = withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return text.isEmpty ? nil : text
    }

    private func error(of result: sg_fetch_result, _ path: String) -> FetchError {
        let shown = address.shown
        let reason = Self.text(result.message).map { ": \($0)" } ?? ""
        switch result.outcome {
        case sg_fetch_refused:
            return FetchError(.refused, "\(shown): the server answered \(result.status); is the address right?")
        case sg_fetch_bad_address:
            return FetchError(.badAddress, "\(shown): not an address of http or https, or it leads to one that isn't")
        case sg_fetch_private:
            return FetchError(
                .privateHost,
                "\(shown): leads to this machine or its network, which isn't asked unless the setting fetch-private permits it"
            )
        case sg_fetch_unknown_host: return FetchError(.unreachable, "\(shown): there is no such host")
        case sg_fetch_unreachable: return FetchError(.unreachable, "\(shown): can't be reached")
        case sg_fetch_bad_certificate:
            return FetchError(.unreachable, "\(shown): no trusted connection to this host can be made\(reason)")
        case sg_fetch_too_large:
            return FetchError(.beyondLimits, "\(shown): larger than \(limits.bytes) bytes, which is the limit")
        case sg_fetch_too_late:
            return FetchError(.beyondLimits, "\(shown): not there within \(Int(limits.time / .seconds(1))) seconds")
        case sg_fetch_too_many_redirects:
            return FetchError(.refused, "\(shown): redirected more than \(limits.redirects) times")
        case sg_fetch_broken_off:
            return FetchError(.refused, "\(shown): the connection broke off after \(result.bytes) bytes")
        case sg_fetch_cancelled: return FetchError(.cancelled, "\(shown): the fetch was cancelled")
        case sg_fetch_unwritable:
            let cause = String(cString: strerror(result.system_error))
            return FetchError(.unwritable, "\(path): can't be written: \(cause); free some space")
        default: return FetchError(.refused, "\(shown): can't be fetched\(reason)")
        }
    }
}

/// A closure as libcurl's callback gets it.
private final class ProgressReport {
    let body: (Int, Int?) -> Bool

    init(_ body: @escaping (Int, Int?) -> Bool) { self.body = body }
}
