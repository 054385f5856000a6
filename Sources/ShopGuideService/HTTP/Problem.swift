import Foundation
import HTTPTypes
import Hummingbird

/// What went wrong with a request, as it is answered (RFC 9457).
struct Problem: Error, Sendable {
    /// One field that is wrong.
    struct Field: Sendable, Codable, Equatable {
        /// Its path: `items[2].title`.
        var field: String
        /// What is wrong with it.
        var message: String
    }

    var status: HTTPResponse.Status
    /// What is wrong here, and what to do.
    var detail: String
    var errors: [Field] = []
    var headers = HTTPFields()

    init(_ status: HTTPResponse.Status, _ detail: String, errors: [Field] = [], headers: HTTPFields = HTTPFields()) {
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    /// A request of which one field is wrong.
    init(field: String, _ message: String) {
        self.init(fields: [Field(field: field, message: message)])
    }

    /// A request of which some fields are wrong.
    init(fields: [Field]) {
        let first = fields.first.map { "\($0.field): \($0.message)" } ?? "a field is wrong"
        let rest = fields.count > 1 ? "; \(fields.count - 1) more" : ""
        self.init(.unprocessableContent, first + rest, errors: fields)
    }

    /// Something that isn't there.
    static func missing(_ what: String) -> Problem { Problem(.notFound, "there is no \(what)") }

    /// Too much at once.
    static func busy(_ what: String) -> Problem {
        Problem(.serviceUnavailable, "\(what); try again in a second", headers: [.retryAfter: "1"])
    }

    /// The answer.
    func response(to request: String) -> Response {
        struct Body: Encodable {
            var type: String
            var title: String
            var status: Int
            var detail: String
            var instance: String
            var errors: [Field]?
        }
        let body = Body(
            type: "about:blank", title: status.reasonPhrase, status: status.code, detail: detail,
            instance: "urn:request:\(request)", errors: errors.isEmpty ? nil : errors)
        var headers = headers
        headers[.contentType] = "application/problem+json"
        let data = (try? JSONFormat.encoder().encode(body)) ?? Data("{}".utf8)
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}

/// An error that says how it is answered.
protocol Answerable: Error {
    /// What is answered.
    var problem: Problem { get }
}

extension Problem: Answerable {
    var problem: Problem { self }
}
