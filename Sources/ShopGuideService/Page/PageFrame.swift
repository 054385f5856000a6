import FewShotReport
import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// The frame of all views: head, navigation and texts.
struct PageFrame: Sendable {
    /// A view of the page.
    enum View: String, CaseIterable, Sendable {
        case guide, categories, markets, models, signin

        var address: String { self == .guide ? "/" : "/\(rawValue)" }

        /// The views of the navigation.
        static let tabs: [View] = [.guide, .categories, .markets, .models]
    }

    /// The language, theme and query of a request.
    struct Reader: Sendable {
        var language: PageLanguage
        /// `light` or `dark`; nil for the system's theme.
        var theme: String?
        /// Whether the query sets the language, which is stored in a cookie then.
        var choseLanguage: Bool
        /// The path and query without the language.
        var address: String
        /// The query parameters.
        var query: [String: String] = [:]

        init(_ request: Request) {
            var items = (request.uri.query ?? "").split(separator: "&").map(String.init)
            let requested = items.first { $0.hasPrefix("lang=") }?.dropFirst(5)
            items.removeAll { $0.hasPrefix("lang=") }
            language = PageLanguage(
                requested: requested.map(String.init), remembered: request.cookies["lang"]?.value,
                accepted: request.headers[.acceptLanguage])
            choseLanguage = requested != nil
            let chosen = request.cookies["theme"]?.value
            theme = ["light", "dark"].contains(chosen) ? chosen : nil
            query = Self.fields(of: items.joined(separator: "&"))
            address = request.uri.path + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
        }

        /// Parses the fields of a query or of a URL-encoded form.
        static func fields(of text: String) -> [String: String] {
            var fields: [String: String] = [:]
            for item in text.split(separator: "&") {
                let parts = item.split(separator: "=", maxSplits: 1).map {
                    $0.replacing("+", with: " ").removingPercentEncoding ?? ""
                }
                if parts.count == 2 { fields[parts[0]] = parts[1] }
            }
            return fields
        }
    }

    let words: PageWords
    let assets: PageAssets
    private let layout: MustacheTemplate

    init() throws {
        words = try PageWords()
        assets = PageAssets()
        layout = try MarkupTemplate.parsed(EmbeddedFiles.bytes(of: "layout.mustache"))
    }

    private struct Shown {
        struct Tab {
            let id: String
            let address: String
            let name: String
            let isCurrent: Bool
        }

        let language: String
        let theme: String?
        let title: String
        let assets: String
        let script: String
        let view: String
        let table: String
        let words: [String: String]
        let tabs: [Tab]
        let otherAddress: String
        let otherLanguage: String
        let otherName: String
        let otherLabel: String
        let body: String
    }

    /// Renders a view.
    ///
    /// - Parameters:
    ///   - view: The view.
    ///   - reader: The language, theme and query of the request.
    ///   - body: The view's content, as markup.
    ///   - status: The status of the response.
    /// - Returns: The page.
    func response(_ view: View, for reader: Reader, body: String, status: HTTPResponse.Status = .ok) -> Response {
        let language = reader.language
        let join = reader.address.contains("?") ? "&" : "?"
        let html = layout.render(
            Shown(
                language: language.rawValue, theme: reader.theme,
                title: words.say("tab.\(view.rawValue)", in: language), assets: assets.folder, script: view.rawValue,
                view: view.rawValue, table: words.table(in: language),
                words: words.part("frame", in: language),
                tabs: View.tabs.map {
                    Shown.Tab(
                        id: $0.rawValue, address: $0.address, name: words.say("tab.\($0.rawValue)", in: language),
                        isCurrent: $0 == view)
                },
                otherAddress: "\(reader.address)\(join)lang=\(language.other.rawValue)",
                otherLanguage: language.other.rawValue, otherName: language.other.name,
                otherLabel: words.say("frame.language", in: language.other), body: body))
        var response = Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .contentSecurityPolicy: Self.policy],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
        response.headers[.contentLanguage] = language.rawValue
        if reader.choseLanguage {
            response.setCookie(
                Cookie(
                    name: "lang", value: language.rawValue, maxAge: 31_536_000, path: "/", httpOnly: false,
                    sameSite: .strict))
        }
        return response
    }

    /// The content security policy: resources of this server only, scripts and styles from files only.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        + "trusted-types 'none'"
}
