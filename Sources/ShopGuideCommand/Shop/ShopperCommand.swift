import ArgumentParser
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// `shopguide shopper`.
struct ShopperCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shopper",
        abstract: "Shows a shopper, or erases one with everything that they did.",
        discussion: """
            Example:
              shopguide shopper show DE-007
              shopguide shopper erase DE-007
            """,
        subcommands: [Show.self, Erase.self]
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
