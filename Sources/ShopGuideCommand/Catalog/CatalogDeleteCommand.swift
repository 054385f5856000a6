import ArgumentParser
import ShopGuide
import ShopGuideApplication

/// `shopguide catalog delete`.
struct CatalogDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes products, and what shoppers did with them.",
        discussion: """
            Example:
              shopguide catalog delete mug-07 mug-08

            To only end a sale, import the product again with availability=discontinued. All of them are deleted, or none.
            """
    )

    @Argument(help: "The products' ids.")
    var products: [String]
    @OptionGroup var arguments: ShopArguments

    func run() throws {
        let (shop, products) = (try arguments.shop(), products)
        try CallingThread.run { try await shop.deleteProducts(products) }
        try arguments.print(["deleted": products], products.map { "\($0): deleted" })
    }
}
