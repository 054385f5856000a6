import HTTPTypes
import Hummingbird
import Logging

/// Turns errors into answers, and puts on every answer what keeps browsers from doing harm with it.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: GuideContext, next: (Request, GuideContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do { response = try await next(request, context) } catch {
            let problem = problem(of: error, context)
            response = problem.response(to: context.id)
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[Self.framing] = "DENY"
        // Where nothing at all is said of the page, browsers send its forms as if they came from another site.
        response.headers[Self.referring] = "same-origin"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        }
        response.headers[Self.requestID] = context.id
        return response
    }

    private func problem(of error: any Error, _ context: GuideContext) -> Problem {
        guard let answerable = error as? any Answerable else {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return Problem(.internalServerError, "a fault of the service; the log says more under this request's id")
        }
        let problem = answerable.problem
        if problem.status.code >= 500 {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
        } else if problem.status == .notFound, problem.detail == HTTPResponse.Status.notFound.reasonPhrase {
            return Problem(.notFound, "there is nothing at this address; /openapi.json lists what there is")
        }
        return problem
    }

    private static let framing = name("X-Frame-Options")
    private static let referring = name("Referrer-Policy")
    private static let requestID = name("X-Request-ID")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no name of a header") }
        return name
    }
}
