import HTTPTypes
import Hummingbird
import Logging

/// Turns errors into responses, and adds security headers to every response.
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
        response.headers[.frameOptions] = "DENY"
        // With no-referrer, browsers send the page's forms with a null origin.
        response.headers[.referrerPolicy] = "same-origin"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        }
        return response
    }

    private func problem(of error: any Error, _ context: GuideContext) -> Problem {
        guard let convertible = error as? any ProblemConvertible else {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return Problem(.internalServerError, "internal error; see the log for this request's id")
        }
        let problem = convertible.problem
        if problem.status.code >= 500 {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
        } else if problem.status == .notFound, problem.detail == HTTPResponse.Status.notFound.reasonPhrase {
            return Problem(.notFound, "no route for this path; GET /openapi.json lists all routes")
        }
        return problem
    }
}
