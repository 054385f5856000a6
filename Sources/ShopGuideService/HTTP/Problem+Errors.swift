import FewShotData
import FewShotTensors
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

// How errors of the libraries below are answered. Paths of this machine stay here.

extension GuideError: Answerable {
    var problem: Problem {
        switch code {
        case .missing: Problem(.notFound, message)
        case .conflict: Problem(.conflict, message)
        default: Problem(.unprocessableContent, message)
        }
    }
}

extension CategoryError: Answerable {
    var problem: Problem { Problem(.unprocessableContent, description) }
}

extension RowProblem: Answerable {
    var problem: Problem { Problem(.unprocessableContent, reason) }
}

extension DataError: Answerable {
    var problem: Problem {
        switch code {
        case .missing, .unreadable: Problem(.notFound, "the picture can't be read")
        default: Problem(.unprocessableContent, "the picture can't be used: \(reason)")
        }
    }

    /// What is wrong, without the name that the message begins with.
    private var reason: String {
        message.firstRange(of: ": ").map { String(message[$0.upperBound...]) } ?? message
    }
}

extension StoreError: Answerable {
    var problem: Problem {
        switch code {
        case .inUse: Problem.busy("the store is in use by another process")
        case .full: Problem(.serviceUnavailable, "no space left for the store", headers: [.retryAfter: "60"])
        default: Problem(.internalServerError, "the store can't be used; the log says why")
        }
    }
}

extension TensorError: Answerable {
    var problem: Problem { Problem(.internalServerError, "the model failed; the log says why") }
}

extension HTTPError: Answerable {
    var problem: Problem { Problem(status, body ?? status.reasonPhrase, headers: headers) }
}

extension HTTPParserError: Answerable {
    var problem: Problem {
        Problem(.badRequest, "the body isn't as HTTP has it: \(debugDescription)", headers: [.connection: "close"])
    }
}

extension NIOTooManyBytesError: Answerable {
    var problem: Problem {
        Problem(.contentTooLarge, "the body is larger than what is taken here", headers: [.connection: "close"])
    }
}

extension DecodingError: Answerable {
    var problem: Problem { Problem(fields: [field()]) }

    /// The field that is wrong, below a prefix.
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
            let isSyntax = context.codingPath.isEmpty
            return Problem.Field(
                field: path(context.codingPath), message: isSyntax ? "isn't valid JSON" : context.debugDescription)
        @unknown default:
            return Problem.Field(field: path([]), message: "can't be understood")
        }
    }

    private static func word(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is Int.Type, is Int64.Type: "a whole number"
        case is Double.Type, is Float.Type: "a number"
        case is [Any].Type: "a list"
        default:
            "\(type)".hasPrefix("Array")
                ? "a list" : "\(type)".hasPrefix("Dictionary") ? "an object" : "of another type"
        }
    }
}
