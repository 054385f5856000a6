import FewShotReport
import Foundation
import Hummingbird
import Mustache
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// The view of markets: the data of each, the quality of recommendations there, and opening a new one.
struct MarketsView: Sendable {
    let frame: PageFrame
    private let template: MustacheTemplate

    init(_ frame: PageFrame) throws {
        self.frame = frame
        template = try MarkupTemplate.parsed(EmbeddedFiles.bytes(of: "markets.mustache"))
    }

    private struct Body {
        struct Country {
            let id: String
            let name: String
            let counts: String
            let share: String
            let isCurrent: Bool
        }

        let words: [String: String]
        let market: String
        let markets: [Country]
        let hasMarkets: Bool
        let shown: Shown?
    }

    private struct Shown {
        struct Tile {
            let picture: String
            let title: String
        }

        let id: String
        let waits: Bool
        let study: Drawn?
        let newcomers: [Tile]
    }

    private struct Drawn {
        struct Transfer {
            let name: String
            let share: String
            let kind: String
            let value: String
        }

        let hasCurve: Bool
        /// The reason why there is no curve.
        let without: String
        let legend: [ChartView.Line]
        let svg: String
        let caption: String
        let transfers: [Transfer]
        let hasTransfers: Bool
    }

    /// Renders the view; the study, which takes seconds, is included only if the query has `study=1`.
    @Sendable func show(_ request: Request, _ context: GuideContext) async throws -> Response {
        let reader = PageFrame.Reader(request)
        let (language, words) = (reader.language, frame.words.part("markets", in: reader.language))
        let shop = try context.shop
        let list = try await shop.markets()
        let chosen = list.first { $0.id == reader.query["market"] } ?? list.max { $1.interactions > $0.interactions }
        var shown: Shown?
        if let chosen {
            let market = try await shop.market(chosen.id)
            let study = reader.query["study"] == "1" ? try await shop.study(of: chosen.id) : nil
            shown = Shown(
                id: chosen.id, waits: study == nil, study: study.map { drawn($0, language, words) },
                newcomers: market.newcomers.prefix(12).map {
                    Shown.Tile(
                        picture: $0.product.thumbnailAddress,
                        title: $0.product.title.text(in: language.rawValue) ?? $0.product.id)
                })
        }
        let maximum = max(1, list.map(\.interactions).max() ?? 1)
        let countries = list.map { market in
            Body.Country(
                id: market.id, name: language.marketName(market.id),
                counts: fill(words["counts"] ?? "", ["shoppers": market.shoppers, "events": market.interactions]),
                share: (100 * Double(market.interactions) / Double(maximum)).text(decimals: 1),
                isCurrent: market.id == chosen?.id)
        }
        let body = template.render(
            Body(
                words: words, market: chosen?.id ?? "", markets: countries, hasMarkets: !countries.isEmpty,
                shown: shown))
        return frame.response(.markets, for: reader, body: body)
    }

    private func fill(_ sentence: String, _ gaps: [String: Int]) -> String {
        gaps.reduce(sentence) { $0.replacing("{\($1.key)}", with: Double($1.value).text(decimals: 0)) }
    }

    private func drawn(_ study: MarketStudy, _ language: PageLanguage, _ words: [String: String]) -> Drawn {
        func say(_ name: String) -> String { words[name] ?? name }
        func series(_ name: String, _ value: (MarketStudy.Point) -> Double) -> LineChart.Series {
            LineChart.Series(name: say(name), points: study.points.map { .init(x: Double($0.shoppers), y: value($0)) })
        }
        var chart = LineChart(
            title: say("curve"), horizontalLabel: say("byShoppers"), verticalLabel: "nDCG@10",
            series: [series("guide", \.guide), series("popularity", \.popularity)])
        chart.verticalBounds = 0...0.1
        let drawn = ChartView(chart)
        // With few shoppers, none may have chosen a recommended product; a line at zero would be misleading.
        let isFound = study.points.contains { $0.guide > 0 || $0.popularity > 0 }
        let largest = max(1e-9, study.transfers.map(\.gain.magnitude).max() ?? 0)
        return Drawn(
            hasCurve: isFound && study.points.count > 1,
            without: study.points.count > 1
                ? fill(say("nothingFound"), ["count": study.heldOut]) : say("tooFew"), legend: drawn.legend,
            svg: drawn.svg,
            caption: fill(say("curveCaption"), ["count": study.heldOut]),
            transfers: study.transfers.map {
                Drawn.Transfer(
                    name: language.marketName($0.market), share: (100 * $0.gain.magnitude / largest).text(decimals: 1),
                    kind: $0.gain < 0 ? "bad" : "good", value: ($0.gain < 0 ? "" : "+") + $0.gain.text(decimals: 3))
            },
            hasTransfers: isFound && !study.transfers.isEmpty)
    }
}
