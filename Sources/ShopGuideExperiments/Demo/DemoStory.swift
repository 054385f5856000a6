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
        return Chapter(
            heading: "A new category from five products",
            text:
                "The shop knows kettles, boots, televisions, chairs and rakes. Then phones come in, a category that no model was "
                + "trained on; five of them are shown, and nothing is trained.",
            story: Story(steps: [
                .init(
                    heading: "Before: what is this?", text: "Nothing that the shop knows.",
                    items: [
                        shop.item(
                            query,
                            "none of these, \(percent(before.none))")
                    ]),
                .init(
                    heading: "Five phones are shown",
                    text: String(format: "The category is in force after %.1f ms.", milliseconds),
                    items: five("phone").map { shop.item($0, "an example") }),
                .init(
                    heading: "After: others are recognised, each with its reason",
                    text: "The probability is calibrated; the reason names the example that it is most like.",
                    items: answers),
            ]))
    }

    // MARK: - A cold shopper

    private static func shopper(in shop: DemoShop) throws -> Chapter {
        let clicks: [(id: String, kind: Interaction.Kind, words: String)] = [
            ("teapot-02", .view, "look at"), ("mug-25", .like, "like"), ("kettle-05", .dismiss, "dismiss"),
        ]
        var request = RecommendationRequest()
        request.market = "DE"
        var steps = [
            Story.Step(
                heading: "Somebody comes in", text: "Nothing is known of them: what many chose in the market is shown.",
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
                    heading: "Click \(number + 1): they \(click.words) “\(shop.title(of: click.id))”",
                    text: String(format: "Ranked anew in %.0f ms, reasons included.", milliseconds),
                    items: items(found, in: shop)))
        }
        return Chapter(
            heading: "A cold shopper's first three clicks",
            text: "A profile is adapted from whatever there is, after every click, and nothing is trained.",
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
        func borrowed(_ item: Recommendations.Item) -> String {
            let lenders = (item.reason?.markets ?? []).filter { $0.effect > 0.001 }.prefix(3)
            guard let reason = item.reason, !lenders.isEmpty else { return "" }
            let list = lenders.map { "\($0.market) (\(String(format: "%+.2f of %.2f", $0.effect, reason.score)))" }
            return " Borrowed from \(list.joined(separator: ", "))."
        }
        func items(_ found: [Recommendations.Item]) -> [Story.Item] {
            found.map { shop.item($0.product.id, ($0.reason?.sentence(in: .english) ?? "") + borrowed($0)) }
        }
        return Chapter(
            heading: "A market entered",
            text:
                "Austria opened last month; twelve shoppers have come so far. What shoppers of Germany and France did with the same "
                + "products is borrowed, and each answer says how much: its score would be so much lower without that market.",
            story: Story(steps: [
                .init(
                    heading: "The thirteenth shopper comes in",
                    text: "Nothing is known of them, and little of the market.",
                    items: items(newcomer)),
                .init(
                    heading: "One of the twelve comes back",
                    text: "What they did here counts, and what others did elsewhere who had to do with the same.",
                    items: items(known)),
            ]))
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
}
