import FewShotReport
import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import ShopGuideApplication

/// The routes of the page: views and files.
struct PageRoutes: Sendable {
    private let frame: PageFrame
    private let guide: MustacheTemplate
    private let categories: MustacheTemplate
    private let markets: MarketsView
    private let models: ModelsView
    private let signIn: SignIn

    init(keys: KnownKeys, trainings: TrainingCatalog, limits: ServiceOptions.Limits) throws {
        frame = try PageFrame()
        guide = try MarkupTemplate.parsed(EmbeddedFiles.bytes(of: "guide.mustache"))
        categories = try MarkupTemplate.parsed(EmbeddedFiles.bytes(of: "categories.mustache"))
        markets = try MarketsView(frame)
        models = try ModelsView(frame, trainings)
        signIn = try SignIn(frame, keys, limits)
    }

    func add(to routes: inout RouteTable) {
        let assets = frame.assets
        routes.open(.get, "/page/{version}/{file}") { _, context in
            try assets.response(named: try context.part("file"))
        }
        routes.open(.get, "/signin", signIn.show)
        routes.open(.post, "/signin", signIn.enter)
        routes.open(.post, "/signout", signIn.leave)
        let views: [(PageFrame.View, RouteTable.Handler)] = [
            (.guide, showGuide), (.categories, showCategories), (.markets, markets.show), (.models, models.show),
        ]
        for (view, show) in views {
            routes.open(.get, view.address) { request, context in
                guard context.visit != nil else {
                    return SignIn.redirect(to: "/signin?next=\(PageFrame.Reader(request).address.asAddress)")
                }
                return try await show(request, context)
            }
        }
    }

    @Sendable private func showGuide(_ request: Request, _ context: GuideContext) async throws -> Response {
        let reader = PageFrame.Reader(request)
        let words = frame.words.part("guide", in: reader.language)
        let shop = try context.shop
        let known = try await shop.marketCodes()
        let requested = reader.query["market"].flatMap { known.contains($0) ? $0 : nil }
        let kept = request.cookies["shopper"]?.value.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        let shopper =
            kept.flatMap { (8...64).contains($0.count) ? $0 : nil } ?? "visitor-\(UUID().uuidString.lowercased())"
        let isKnown = kept == nil ? false : try await shop.knows(shopper: shopper)
        let body = guide.render(
            GuideBody(
                words: words, shopper: shopper, isKnown: isKnown, market: requested ?? "",
                markets: [GuideBody.Market(id: "", name: words["everywhere"] ?? "", isCurrent: requested == nil)]
                    + known.map {
                        GuideBody.Market(
                            id: $0, name: reader.language.marketName($0), isCurrent: requested == $0)
                    }))
        var response = frame.response(.guide, for: reader, body: body)
        response.setCookie(
            Cookie(name: "shopper", value: shopper, maxAge: 31_536_000, path: "/", httpOnly: true, sameSite: .strict))
        return response
    }

    private struct GuideBody {
        struct Market {
            let id: String
            let name: String
            let isCurrent: Bool
            /// Stored, because templates don't see computed properties.
            let address: String

            init(id: String, name: String, isCurrent: Bool) {
                (self.id, self.name, self.isCurrent) = (id, name, isCurrent)
                address = id.isEmpty ? "/" : "/?market=\(id.asAddress)"
            }
        }

        let words: [String: String]
        let shopper: String
        let isKnown: Bool
        let market: String
        let markets: [Market]
        let ghosts = Array(0..<12)
    }

    private struct CategoriesBody {
        let words: [String: String]
        let open: String
        let ghosts = Array(0..<12)
    }

    @Sendable private func showCategories(_ request: Request, _ context: GuideContext) async throws -> Response {
        let reader = PageFrame.Reader(request)
        let words = frame.words.part("categories", in: reader.language)
        let body = categories.render(CategoriesBody(words: words, open: reader.query["open"] ?? ""))
        return frame.response(.categories, for: reader, body: body)
    }
}
