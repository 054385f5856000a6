import HTTPTypes
import Hummingbird

/// Lets a browser that signed in on the page go on without naming its key, and keeps other sites from using that.
///
/// The key is in a cookie that no script can read and that browsers don't send from other sites. Whatever else a browser does for
/// another site is told by the headers that it adds, and refused.
struct SessionMiddleware: RouterMiddleware {
    static let cookie = "key"

    let keys: KnownKeys

    func handle(
        _ request: Request, context: GuideContext, next: (Request, GuideContext) async throws -> Response
    ) async throws -> Response {
        try checkSite(of: request)
        guard request.headers[.authorization] == nil, let key = request.cookies[Self.cookie]?.value else {
            return try await next(request, context)
        }
        guard try keys.entry(of: key) != nil else {
            var response = try await next(request, context)
            response.setCookie(Self.ended)
            return response
        }
        var head = request.head
        head.headerFields[.authorization] = "Bearer \(key)"
        return try await next(Request(head: head, body: request.body), context)
    }

    /// The cookie of nobody.
    static let ended = Cookie(name: cookie, value: "", maxAge: 0, path: "/", httpOnly: true, sameSite: .strict)

    private func checkSite(of request: Request) throws {
        guard ![.get, .head, .options].contains(request.method) else { return }
        if let site = request.headers[Self.site], site != "same-origin", site != "none" {
            throw Problem(.forbidden, "a page of another site asked for this; it isn't done")
        }
        guard request.cookies[Self.cookie] != nil, let origin = request.headers[.origin] else { return }
        let host = request.head.authority ?? ""
        guard origin == "http://\(host)" || origin == "https://\(host)" else {
            throw Problem(.forbidden, "a page of another site asked for this; it isn't done")
        }
    }

    private static let site: HTTPField.Name = {
        guard let name = HTTPField.Name("Sec-Fetch-Site") else { preconditionFailure("no name of a header") }
        return name
    }()
}
