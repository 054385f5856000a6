import ArgumentParser
import Foundation
import ShopGuide
import ShopGuideApplication

/// `shopguide catalog map`.
struct CatalogMapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Places products on a map, near to each other where the active model sees them so.",
        discussion: """
            Example:
              shopguide catalog map --limit 500 > map.tsv

            Product, title, the first of its category's names, and the first two principal components of its embedding; products are \
            spread evenly over the shop.
            """
    )

    @Option(name: .long, help: "The number of products, 3 to 5000.")
    var limit = 1000
    @OptionGroup var arguments: ShopArguments

    func validate() throws {
        guard 3...5000 ~= limit else { throw ValidationError("--limit must be from 3 to 5000, not \(limit)") }
    }

    func run() throws {
        let (shop, limit) = (try arguments.shop(), limit)
        let places = try CallingThread.run { try await shop.map(limit) }
        if places.isEmpty { Output.note("there are fewer than three products: nothing to place") }
        try arguments.print(
            places,
            places.map { place in
                let title = (place.title.text(speaking: "en") ?? "").replacing("\t", with: " ")
                return [
                    place.product, title, place.group, String(format: "%.4f", place.x), String(format: "%.4f", place.y),
                ].joined(separator: "\t")
            })
    }
}
