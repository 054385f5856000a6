import FewShotData
import FewShotTensors
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import ShopGuideFeeds
import ShopGuideFetch

// Responses to errors of other modules. They don't contain paths of this machine.

extension GuideError: ProblemConvertible {
    var problem: Problem {
        switch code {
        case .missing: Problem(.notFound, message)
        case .conflict: Problem(.conflict, message)
        case .busy: Problem.busy(message)
        default: Problem(.unprocessableContent, message, errors: fields)
        }
    }
}

extension CategoryError: ProblemConvertible {
    var problem: Problem { Problem(.unprocessableContent, description) }
}

extension FeedError: ProblemConvertible {
    var problem: Problem { Problem(.unprocessableContent, message) }
}

extension FetchError: ProblemConvertible {
    var problem: Problem {
        switch code {
        case .unwritable: Problem(.serviceUnavailable, "the file can't be kept beside the store; is there space?")
        default: Problem(field: "url", message)
        }
    }
}

extension RowProblem: ProblemConvertible {
    var problem: Problem { Problem(.unprocessableContent, reason) }
}

extension DataError: ProblemConvertible {
    var problem: Problem {
        switch code {
        case .missing, .unreadable: Problem(.notFound, "the image can't be read")
        default: Problem(.unprocessableContent, "invalid image: \(reason)")
        }
    }

    /// The message without the file's name at its start.
    private var reason: String {
        message.firstRange(of: ": ").map { String(message[$0.upperBound...]) } ?? message
    }
}

extension StoreError: ProblemConvertible {
    var problem: Problem {
        switch code {
        case .inUse: Problem.busy("the store is in use by another process")
        case .away:
            Problem(.serviceUnavailable, "the store's database can't be reached", headers: [.retryAfter: "2"])
        case .badRequest: Problem(.unprocessableContent, message)
        case .full: Problem(.serviceUnavailable, "no space left on the store's disk", headers: [.retryAfter: "60"])
        default: Problem(.internalServerError, "the store failed; see the log for this request's id")
        }
    }
}

extension TensorError: ProblemConvertible {
    var problem: Problem { Problem(.internalServerError, "the model failed; see the log for this request's id") }
}

extension HTTPError: ProblemConvertible {
    var problem: Problem { Problem(status, body ?? status.reasonPhrase, headers: headers) }
}

extension HTTPParserError: ProblemConvertible {
    var problem: Problem {
        Problem(.badRequest, "malformed HTTP body: \(debugDescription)", headers: [.connection: "close"])
    }
}

extension NIOTooManyBytesError: ProblemConvertible {
    var problem: Problem {
        Problem(.contentTooLarge, "the body is larger than the limit of this route", headers: [.connection: "close"])
    }
}

extension DecodingError: ProblemConvertible {
    var problem: Problem { Problem(fields: [field()]) }

    /// Returns the path of the invalid field, below a prefix, and its fault.
    func field(below prefix: String = "") -> Problem.Field {
        func path(_ keys: [any CodingKey]) -> String {
            var path = prefix
            for key in keys {
                if let index = key.intValue {
                    path += "[\(index)]"
                } else {
                    path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
                }
            }
            return path.isEmpty ? "body" : path
        }
        switch self {
        case .keyNotFound(let key, let context):
            return Problem.Field(field: path(context.codingPath + [key]), message: "is missing")
        case .valueNotFound(_, let context):
            return Problem.Field(field: path(context.codingPath), message: "must not be null")
        case .typeMismatch(let type, let context):
            return Problem.Field(field: path(context.codingPath), message: "must be \(Self.word(for: type))")
        case .dataCorrupted(let context):
            // A decoder's own words name types of the program.
            let fault = (context.underlyingError as? FieldFault)?.message
            let cause = context.underlyingError.map { "\($0)" } ?? ""
            let isTooLarge = (context.debugDescription + cause).contains("epresentable")
            let isNumber = context.debugDescription.contains("does not fit")
            let own =
                context.codingPath.isEmpty
                ? isTooLarge ? "has a number that is too large" : "malformed JSON"
                : isNumber ? "is a number out of range" : "isn't a valid value"
            return Problem.Field(field: path(context.codingPath), message: fault ?? own)
        @unknown default:
            return Problem.Field(field: path([]), message: "can't be decoded")
        }
    }

    private static func word(for type: any Any.Type) -> String {
        switch type {
        case is any StrictlyNamed.Type: "an object"
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is Int.Type, is Int64.Type: "an integer"
        case is Double.Type, is Float.Type: "a number"
        case is [Any].Type: "an array"
        default:
            "\(type)".hasPrefix("Array")
                ? "an array" : "\(type)".hasPrefix("Dictionary") ? "an object" : "of another type; see /openapi.json"
        }
    }
}
