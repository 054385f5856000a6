import HTTPTypes
import Hummingbird
import ShopGuideApplication

/// Authenticates browsers by the cookie of the sign-in page, and refuses cross-site requests.
///
/// Scripts can't read the cookie, and browsers don't send it from other sites. Other cross-site requests are recognised by the headers
/// that browsers add.
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

    /// A cookie that deletes the key.
    static let ended = Cookie(name: cookie, value: "", maxAge: 0, path: "/", httpOnly: true, sameSite: .strict)

    private func checkSite(of request: Request) throws {
        guard ![.get, .head, .options].contains(request.method) else { return }
        if let site = request.headers[.fetchSite], site != "same-origin", site != "none" {
            throw Problem(.forbidden, "cross-site request refused")
        }
        guard request.cookies[Self.cookie] != nil, let origin = request.headers[.origin] else { return }
        let host = request.head.authority ?? ""
        guard origin == "http://\(host)" || origin == "https://\(host)" else {
            throw Problem(.forbidden, "cross-site request refused")
        }
    }
}
