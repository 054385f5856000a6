import FewShotReport
import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import ShopGuideApplication

/// The sign-in page: stores a key in a cookie until sign-out.
struct SignIn: Sendable {
    let frame: PageFrame
    let keys: KnownKeys
    let limits: ServiceOptions.Limits
    private let template: MustacheTemplate

    init(_ frame: PageFrame, _ keys: KnownKeys, _ limits: ServiceOptions.Limits) throws {
        (self.frame, self.keys, self.limits) = (frame, keys, limits)
        template = try MarkupTemplate.parsed(EmbeddedFiles.bytes(of: "signin.mustache"))
    }

    private struct Body {
        let words: [String: String]
        let next: String
        let isWrong: Bool
        let isKnown: Bool
    }

    /// Renders the form.
    @Sendable func show(_ request: Request, _ context: GuideContext) async throws -> Response {
        let reader = PageFrame.Reader(request)
        return page(reader, next: reader.query["next"] ?? "/", isWrong: false, isKnown: context.visit?.key != nil)
    }

    private func page(_ reader: PageFrame.Reader, next: String, isWrong: Bool, isKnown: Bool) -> Response {
        let words = frame.words.part("signin", in: reader.language)
        let body = template.render(Body(words: words, next: next, isWrong: isWrong, isKnown: isKnown))
        return frame.response(.signin, for: reader, body: body, status: isWrong ? .unauthorized : .ok)
    }

    /// Signs in with a key.
    @Sendable func enter(_ request: Request, _ context: GuideContext) async throws -> Response {
        try request.require(["application/x-www-form-urlencoded"])
        let bytes = try await request.bytes(upTo: 4096, within: limits.bodyTime)
        let fields = PageFrame.Reader.fields(of: String(decoding: bytes.readableBytesView, as: UTF8.self))
        let key = (fields["key"] ?? "").trimmingCharacters(in: .whitespaces)
        let next = fields["next"] ?? "/"
        guard !key.isEmpty, key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }),
            try keys.entry(of: key) != nil
        else { return page(PageFrame.Reader(request), next: next, isWrong: true, isKnown: false) }
        return Self.redirect(
            to: next,
            with: Cookie(
                name: SessionMiddleware.cookie, value: key, maxAge: 2_592_000, path: "/", httpOnly: true,
                sameSite: .strict))
    }

    /// Signs out.
    @Sendable func leave(_ request: Request, _ context: GuideContext) async throws -> Response {
        Self.redirect(to: "/signin", with: SessionMiddleware.ended)
    }

    /// Redirects to a path of this server; anything else becomes `/`.
    static func redirect(to address: String, with cookie: Cookie? = nil) -> Response {
        let isHere =
            address.hasPrefix("/") && !address.hasPrefix("//") && !address.contains("\\")
            && address.utf8.allSatisfy { $0 > 32 && $0 < 127 }
        var response = Response(status: .seeOther, headers: [.location: isHere ? address : "/"])
        if let cookie { response.setCookie(cookie) }
        return response
    }
}
