import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ShopGuide

extension Request {
    /// The media type of the body, without its parameters, in lower case.
    var mediaType: String {
        let header = headers[.contentType] ?? ""
        return header.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }

    /// Returns the whole body.
    ///
    /// - Throws: ``Problem`` 413 if it has more than `limit` bytes, 408 if it isn't complete within `time`.
    func bytes(upTo limit: Int, within time: Duration) async throws -> ByteBuffer {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            // A client that is still sending wouldn't read the response, so a slightly larger body is drained.
            if length <= 2 * limit + 65_536 { try await discard(within: time) }
            throw Problem(
                .contentTooLarge, "the body has \(length) bytes; the limit is \(limit)",
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
                    .requestTimeout, "the body wasn't complete within \(time)", headers: [.connection: "close"])
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

    /// Decodes a JSON body.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - limits: The limits of the service.
    ///   - limit: The bytes of the body, at most.
    ///   - id: The id of the value, for a body that may lack it because it stands in the path.
    /// - Returns: The value.
    /// - Throws: ``Problem`` for a body that is too large or late, or of another type; `DecodingError` for an invalid one.
    func json<Value: StrictlyNamed>(
        _ type: Value.Type, _ limits: ServiceOptions.Limits, upTo limit: Int? = nil, id: String? = nil
    ) async throws -> Value {
        try require(["application/json"])
        let bytes = try await bytes(upTo: limit ?? limits.body, within: limits.bodyTime)
        let decoder = JSONDecoder()
        if let key = CodingUserInfoKey.id { decoder.userInfo[key] = id }
        return try decoder.decode(Strict<Value>.self, from: Data(bytes.readableBytesView)).value
    }

    /// Throws ``Problem`` 415 unless the body has one of the types.
    func require(_ types: [String]) throws {
        guard !types.contains(mediaType) else { return }
        let found = mediaType.isEmpty ? "a body without Content-Type" : "Content-Type \(mediaType)"
        throw Problem(.unsupportedMediaType, "\(found) isn't supported; use \(types.joined(separator: " or "))")
    }
}
