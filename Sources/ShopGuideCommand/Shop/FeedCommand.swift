import ArgumentParser
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// `shopguide feed`.
struct FeedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed",
        abstract: "Keeps the addresses whose products a running service imports every few hours.",
        discussion: """
            Example:
              shopguide feed save main https://shop.example/feed.xml --every-hours 6 --default currency=EUR
              shopguide feed list
              shopguide feed fetch main
              shopguide feed remove main

            shopguide serve fetches them; catalog import ADDRESS imports one at once, without a service.
            """,
        subcommands: [List.self, Show.self, Save.self, Fetch.self, Remove.self]
    )

    private static func line(_ feed: ProductFeed) -> String {
        let next = feed.status.next.map { ", next \($0.text)" } ?? ""
        return "\(feed.name)  \(feed.url)  every \(String(format: "%g", feed.everyHours)) h\(next): "
            + "\(feed.status.message ?? "not fetched yet")"
    }

    /// `shopguide feed list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the feeds.",
            discussion: """
                Example:
                  shopguide feed list --format json
                """
        )

        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let feeds = try arguments.shop().imports.feeds()
            try arguments.print(feeds.map(FeedReport.init), feeds.map(FeedCommand.line))
        }
    }

    /// `shopguide feed show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a feed and what its last fetch came to.",
            discussion: """
                Example:
                  shopguide feed show main --format json
                """
        )

        @Argument(help: "The feed's name.")
        var name: String
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let feed = try arguments.shop().imports.feed(name)
            try arguments.print(FeedReport(feed), [FeedCommand.line(feed)])
        }
    }

    /// `shopguide feed save`.
    struct Save: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Saves a feed, in the place of the one of its name.",
            discussion: """
                Example:
                  shopguide feed save main https://shop.example/feed.csv.gz --every-hours 6 --column id=sku

                One that is new, or is read in another way, is fetched at once by the running service. A product that it brought \
                once and lacks --misses times is out of stock; it is never deleted.
                """
        )

        @Argument(help: "The feed's name.")
        var name: String
        @Argument(help: "The address.")
        var url: String
        @Option(name: .long, help: ArgumentHelp("The time between two fetches.", valueName: "hours"))
        var everyHours = 24.0
        @Option(
            name: .long,
            help: ArgumentHelp("Fetches that a product is missing from before it is out of stock.", valueName: "count"))
        var misses = 2
        @Option(
            name: .long, help: ArgumentHelp("The address of a table of categories and their parents.", valueName: "url")
        )
        var tree: String?
        @Flag(name: .long, help: "Fetch the pictures that are addresses on the web.")
        var fetchImages = false
        @OptionGroup(title: "How the feed is written") var table: ImportArguments
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            var options = table.options
            (options.tree, options.fetchesImages) = (tree, fetchImages)
            let feed = try arguments.shop().imports.save(
                ProductFeed(
                    name: name, url: url, options: options, everyHours: everyHours, missesUntilOutOfStock: misses))
            try arguments.print(FeedReport(feed), [FeedCommand.line(feed)])
        }
    }

    /// `shopguide feed fetch`.
    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Has the running service fetch a feed now.",
            discussion: """
                Example:
                  shopguide feed fetch main
                """
        )

        @Argument(help: "The feed's name.")
        var name: String
        @Flag(name: .long, help: "Take it even where it has lost more than half of its products.")
        var acceptLoss = false
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let job = try arguments.shop().imports.fetch(feed: name, acceptsLoss: acceptLoss)
            try arguments.print(
                ["import": job.id, "state": job.state.rawValue],
                ["import \(job.id) is \(job.state.rawValue); a running service does it"])
        }
    }

    /// `shopguide feed remove`.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes a feed; its products stay.",
            discussion: """
                Example:
                  shopguide feed remove main
                """
        )

        @Argument(help: "The feed's name.")
        var name: String
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            try arguments.shop().imports.removeFeed(name)
            try arguments.print(["removed": name], ["\(name): removed; its products stay"])
        }
    }
}
