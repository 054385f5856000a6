import FewShotReport
import Foundation
import ShopGuide
import ShopGuideApplication

/// The demo's examples: a new category, a cold shopper and a new market, each with reasons.
package struct DemoStory {
    /// A chapter of the story.
    struct Chapter {
        var heading: String
        var text: String
        var story: Story
    }

    let chapters: [Chapter]

    /// Computes the examples.
    ///
    /// - Throws: The error of a model, or of products that can't be encoded.
    package init(_ model: CategoryModel, _ monitor: any WorkMonitor) throws {
        let shop = try DemoShop(model, monitor)
        chapters = [try Self.category(in: shop), try Self.shopper(in: shop), try Self.market(in: shop)]
    }

    /// The sections of the report.
    var sections: [ReportSection] {
        chapters.map { ReportSection(heading: $0.heading, text: $0.text, body: .story($0.story)) }
    }

    /// The text for the terminal.
    package var text: String {
        chapters.map { chapter in
            let steps = chapter.story.steps.map { step in
                let items = step.items.map { "    \($0.title)\n      \($0.text)" }
                return "  \(step.heading)\n" + items.joined(separator: "\n")
            }
            return "\(chapter.heading)\n\n" + steps.joined(separator: "\n\n")
        }.joined(separator: "\n\n")
    }

    // MARK: - A new category

    private static func category(in shop: DemoShop) throws -> Chapter {
        var index = shop.model.index()
        func teach(_ name: String, _ examples: [String]) throws {
            for id in examples {
                try index.teach(name, TaughtCategory.Example(id: id, embedding: shop.point(of: id)))
            }
        }
        func five(_ category: String) -> [String] { (1...5).map { "\(category)-0\($0)" } }
        for known in ["kettle", "boot", "television", "chair", "rake"] { try teach(known, five(known)) }
        let query = "phone-20"
        let before = try index.classify(shop.point(of: query), limit: 1)
        let began = ContinuousClock.now
        try teach("phone", five("phone"))
        let milliseconds = (ContinuousClock.now - began) / .milliseconds(1)
        let queries = [query, "phone-31", "television-17"]
        let titles = Dictionary(
            uniqueKeysWithValues: index.categories.flatMap(\.examples).map {
                ($0.id, LocalizedText(["en": shop.title(of: $0.id)]))
            })
        let answers = try queries.map { id -> Story.Item in
            let answer = try index.classify(shop.point(of: id), limit: 1).answers[0]
            let reason = try ClassificationReason(
                of: answer.category, for: shop.point(of: id), in: index, titles: titles)
            return shop.item(
                id,
                "\(answer.category), \(percent(answer.probability)). "
                    + reason.sentence(of: "It", in: .english))
        }
        let linked = try shop.withLinks()
        var linkedIndex = linked.model.index()
        for category in index.categories {
            for id in category.examples.map(\.id) {
                try linkedIndex.teach(
                    category.name, TaughtCategory.Example(id: id, embedding: linked.points[id] ?? []))
            }
        }
        let linkedAnswers = try queries.map { id in
            let answer = try linkedIndex.classify(linked.points[id] ?? [], limit: 1).answers[0]
            return shop.item(id, "\(answer.category), \(percent(answer.probability))")
        }
        return Chapter(
            heading: "A new category from five products",
            text:
                "The shop has categories of kettles, boots, televisions, chairs and rakes. Phones are a new category that no model "
                + "was trained on: it is taught from five examples, without training.",
            story: Story(steps: [
                .init(
                    heading: "Before: an unknown product", text: "It matches none of the categories.",
                    items: [
                        shop.item(
                            query,
                            "none of these, \(percent(before.none))")
                    ]),
                .init(
                    heading: "Five phones are taught",
                    text: String(format: "The category is active after %.1f ms.", milliseconds),
                    items: five("phone").map { shop.item($0, "an example") }),
                .init(
                    heading: "After: other phones are recognised, with reasons",
                    text: "The probability is calibrated; the reason names the most similar example.",
                    items: answers),
                .init(
                    heading: "The same examples, with a link of its own in every row",
                    text: "A column that is different for all says nothing of what a product is, and weighs nothing.",
                    items: linkedAnswers),
            ]))
    }

    // MARK: - A cold shopper

    private static func shopper(in shop: DemoShop) throws -> Chapter {
        let clicks: [(id: String, kind: Interaction.Kind, words: String)] = [
            ("teapot-02", .view, "view"), ("mug-25", .like, "like"), ("kettle-05", .dismiss, "dismiss"),
        ]
        var request = RecommendationRequest()
        request.market = "DE"
        var steps = [
            Story.Step(
                heading: "A new shopper", text: "Without interactions, the market's popular products are recommended.",
                items: items(try shop.recommend(request), in: shop))
        ]
        for (number, click) in clicks.enumerated() {
            let time = Timestamp(milliseconds: DemoShop.now.milliseconds - Int64(clicks.count - number) * 60_000)
            request.seen.append(.init(click.id, click.kind, at: time))
            let began = ContinuousClock.now
            let found = try shop.recommend(request)
            let milliseconds = (ContinuousClock.now - began) / .milliseconds(1)
            steps.append(
                Story.Step(
                    heading: "Click \(number + 1): \(click.words) “\(shop.title(of: click.id))”",
                    text: String(format: "Ranked again in %.0f ms, with reasons.", milliseconds),
                    items: items(found, in: shop)))
        }
        return Chapter(
            heading: "A cold shopper's first three clicks",
            text: "The profile is adapted after every click, without training.",
            story: Story(steps: steps))
    }

    private static func items(_ found: [Recommendations.Item], in shop: DemoShop) -> [Story.Item] {
        found.map { shop.item($0.product.id, $0.reason?.sentence(in: .english) ?? "") }
    }

    // MARK: - A new market

    private static func market(in shop: DemoShop) throws -> Chapter {
        var request = RecommendationRequest()
        request.market = "AT"
        let newcomer = try shop.recommend(request)
        let known = try shop.recommend(RecommendationRequest(shopper: "AT-003"))
        func contributions(_ item: Recommendations.Item) -> String {
            let markets = (item.reason?.markets ?? []).filter { $0.effect > 0.001 }.prefix(3)
            guard let reason = item.reason, !markets.isEmpty else { return "" }
            let list = markets.map { "\($0.market) (\(String(format: "%+.2f of %.2f", $0.effect, reason.score)))" }
            return " Contributions: \(list.joined(separator: ", "))."
        }
        func items(_ found: [Recommendations.Item]) -> [Story.Item] {
            found.map { shop.item($0.product.id, ($0.reason?.sentence(in: .english) ?? "") + contributions($0)) }
        }
        return Chapter(
            heading: "A new market",
            text:
                "Austria opened last month and has twelve shoppers. Recommendations there also use interactions with the same products in "
                + "Germany and France; the contribution of each market is the decrease of the score without it.",
            story: Story(steps: [
                .init(
                    heading: "The thirteenth shopper",
                    text: "The shopper has no interactions, and the market has few.",
                    items: items(newcomer)),
                .init(
                    heading: "One of the twelve comes back",
                    text: "Their own interactions count, and those of similar shoppers in other markets.",
                    items: items(known)),
            ]))
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
}
