import Foundation
import HTTPTypes
import Hummingbird
import ShopGuide

/// An error response: problem details (RFC 9457).
struct Problem: Error, Sendable {
    /// An invalid field.
    typealias Field = GuideError.Field

    var status: HTTPResponse.Status
    /// The cause, the value and the remedy.
    var detail: String
    var errors: [Field] = []
    var headers = HTTPFields()

    init(_ status: HTTPResponse.Status, _ detail: String, errors: [Field] = [], headers: HTTPFields = HTTPFields()) {
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    /// Creates a 422 for one invalid field.
    init(field: String, _ message: String) {
        self.init(fields: [Field(field: field, message: message)])
    }

    /// Creates a 422 for invalid fields.
    init(fields: [Field]) { self = GuideError(fields: fields).problem }

    /// Creates a 422 for an id in the body that differs from the one in the path.
    static func differs(_ id: String, from path: String) -> Problem {
        Problem(field: "id", "is \"\(id)\"; the address says \"\(path)\"")
    }

    /// Returns a 404: `product "a" not found`.
    static func missing(_ subject: String) -> Problem { Problem(.notFound, "\(subject) not found") }

    /// Returns a 503 with `Retry-After`.
    static func busy(_ cause: String) -> Problem {
        Problem(.serviceUnavailable, "\(cause); retry after a second", headers: [.retryAfter: "1"])
    }

    /// Returns the response to the request of an id.
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

/// An error with an HTTP response.
protocol ProblemConvertible: Error {
    /// The error's response.
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    var problem: Problem { self }
}
