import ArgumentParser
import Foundation
import ShopGuideStore
import ShopGuideApplication
import ShopGuideFeeds

/// `shopguide catalog`.
struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "Keeps the shop's products, shoppers and what they did.",
        discussion: """
            Example:
              shopguide catalog import builtin
              shopguide catalog import products products.csv.gz --column id=sku --column title.en=name
              shopguide catalog columns --set brand=2 --set warehouse=0
              shopguide catalog export products --output products.jsonl
            """,
        subcommands: [
            CatalogImportCommand.self, CatalogExportCommand.self, CatalogShowCommand.self, CatalogColumnsCommand.self,
            CatalogMapCommand.self, CatalogDeleteCommand.self,
        ]
    )
}

/// The option that says where the store is, shared by all commands that use it.
struct StoreArguments: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The store: a file, or postgres://user@host/database.", valueName: "file"))
    var store = "shopguide.sqlite"

    /// Opens the store.
    func open(ifAbsent absence: StoreAbsence = .refuse) throws -> any Store {
        try Stores.open(at: place, ifAbsent: absence)
    }

    /// The place of the store.
    var place: URL { Stores.place(store) }
}

extension TableFormat: ExpressibleByArgument {}

/// The part of the catalogue that is imported or exported.
enum CatalogPart: String, ExpressibleByArgument, CaseIterable {
    case builtin, products, shoppers, interactions, embeddings, exposures

    /// The table that it is, if it is one.
    var table: TableKind? { TableKind(rawValue: rawValue) }
}
