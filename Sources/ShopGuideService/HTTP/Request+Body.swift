import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The media type of the body, without its parameters, in lower case.
    var mediaType: String {
        let header = headers[.contentType] ?? ""
        return header.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }

    /// Returns the body, which must come whole within a time.
    func bytes(upTo limit: Int, within time: Duration) async throws -> ByteBuffer {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            // Whoever is still sending wouldn't see the answer: what is a little too much is read and forgotten.
            if length <= 2 * limit + 65_536 { try await discard(within: time) }
            throw Problem(
                .contentTooLarge, "the body has \(length) bytes; \(limit) are taken here",
                headers: [.connection: "close"])
        }
        let body = body
        return try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { try await body.collect(upTo: limit) }
            group.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let bytes = first else {
                throw Problem(
                    .requestTimeout, "the body didn't come within \(time)", headers: [.connection: "close"])
            }
            return bytes
        }
    }

    private func discard(within time: Duration) async throws {
        let body = body
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for try await _ in body {} }
            group.addTask { try await Task.sleep(for: time) }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
    }

    /// Reads a body of JSON.
    func json<Value: StrictlyNamed>(_ type: Value.Type, _ limits: ServiceOptions.Limits, upTo limit: Int? = nil)
        async throws -> Value
    {
        try require(["application/json"])
        let bytes = try await bytes(upTo: limit ?? limits.body, within: limits.bodyTime)
        return try JSONDecoder().decode(Strict<Value>.self, from: Data(bytes.readableBytesView)).value
    }

    /// Throws where the body is of none of some types.
    func require(_ types: [String]) throws {
        guard !types.contains(mediaType) else { return }
        let found = mediaType.isEmpty ? "no Content-Type" : "Content-Type \(mediaType)"
        throw Problem(.unsupportedMediaType, "\(found); this takes \(types.joined(separator: " or "))")
    }
}
