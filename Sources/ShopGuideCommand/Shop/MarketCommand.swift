import ArgumentParser
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// `shopguide market`.
struct MarketCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "market",
        abstract: "Counts and opens markets, and measures recommendations there.",
        discussion: """
            Example:
              shopguide market list
              shopguide market open IT
              shopguide market study DE --format json
            """,
        subcommands: [List.self, Open.self, Study.self]
    )

    /// `shopguide market list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Counts the products, shoppers and interactions of every market.",
            discussion: """
                Example:
                  shopguide market list --format json
                """
        )

        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let shop = try arguments.shop()
            let markets = try CallingThread.run { try await shop.markets() }
            try arguments.print(
                markets,
                markets.map {
                    "\($0.id)  \($0.products) products, \($0.shoppers) shoppers, \($0.interactions) interactions"
                })
        }
    }

    /// `shopguide market open`.
    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Opens a market.",
            discussion: """
                Example:
                  shopguide market open IT
                """
        )

        @Argument(help: "The market's code.")
        var code: String
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let (shop, code) = (try arguments.shop(), code)
            try CallingThread.run { try await shop.enter(market: code) }
            try arguments.print(["opened": code], ["\(code): open"])
        }
    }

    /// `shopguide market study`.
    struct Study: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measures recommendations in a market, on shoppers who are held out.",
            discussion: """
                Example:
                  shopguide market study DE

                nDCG@10 of the recommendations, and of what is popular, by the number of the market's shoppers that are known.
                """
        )

        @Argument(help: "The market's code.")
        var code: String
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let (shop, code) = (try arguments.shop(), code)
            let study = try CallingThread.run { try await shop.study(of: code) }
            try arguments.print(
                study,
                ["\(study.market): \(study.heldOut) shoppers held out"]
                    + study.points.map {
                        String(format: "  %d known: %.3f, popular %.3f", $0.shoppers, $0.guide, $0.popularity)
                    })
        }
    }
}
