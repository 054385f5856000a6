import ArgumentParser
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// `shopguide shopper`.
struct ShopperCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shopper",
        abstract: "Shows, exports, merges and erases shoppers.",
        discussion: """
            Example:
              shopguide shopper show DE-007
              shopguide shopper export DE-007
              shopguide shopper merge visitor-81 --into DE-007
              shopguide shopper erase DE-007
            """,
        subcommands: [Show.self, Export.self, Merge.self, Erase.self]
    )

    /// `shopguide shopper show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a shopper's profile.",
            discussion: """
                Example:
                  shopguide shopper show DE-007 --format json
                """
        )

        @Argument(help: "The shopper's id.")
        var id: String
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let (shop, id) = (try arguments.shop(), id)
            let profile = try CallingThread.run { try await shop.shopper(id) }
            let counts = profile.interactions.sorted { $0.key < $1.key }.map { "\($1) \($0)" }
            try arguments.print(
                profile,
                [
                    "\(id)  \(profile.market ?? "no market")  \(counts.isEmpty ? "no interactions" : counts.joined(separator: ", "))"
                ])
        }
    }

    /// `shopguide shopper export`.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints everything that is kept of a shopper, as JSON.",
            discussion: """
                Example:
                  shopguide shopper export DE-007 > DE-007.json
                """
        )

        @Argument(help: "The shopper's id.")
        var id: String
        @OptionGroup var store: StoreArguments
        @OptionGroup var model: CategoryModelArguments

        func run() throws {
            let (shop, id) = (try model.shop(of: store), id)
            try Output.result(json: try CallingThread.run { try await shop.export(shopper: id) })
        }
    }

    /// `shopguide shopper merge`.
    struct Merge: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives a shopper what an anonymous visitor did, and erases the visitor.",
            discussion: """
                Example:
                  shopguide shopper merge visitor-81 --into DE-007
                """
        )

        @Argument(help: "The visitor's id.")
        var visitor: String
        @Option(name: .long, help: ArgumentHelp("The shopper whom they turned out to be.", valueName: "id"))
        var into: String
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let (shop, visitor, id) = (try arguments.shop(), visitor, into)
            let merged = try CallingThread.run { try await shop.merge(visitor, into: id) }
            try arguments.print(merged, ["\(id): has \(merged.interactions) interactions of \(visitor)"])
        }
    }

    /// `shopguide shopper erase`.
    struct Erase: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erases a shopper; the bytes in the store are overwritten.",
            discussion: """
                Example:
                  shopguide shopper erase DE-007

                Backups that were made before have them still.
                """
        )

        private struct Erased: Encodable {
            var shopper: String
            var interactions: Int
        }

        @Argument(help: "The shopper's id.")
        var id: String
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let (shop, id) = (try arguments.shop(), id)
            let count = try CallingThread.run { try await shop.erase(shopper: id) }
            try arguments.print(
                Erased(shopper: id, interactions: count), ["\(id): erased with \(count) interactions"])
        }
    }
}
