import ArgumentParser
import Foundation
import ShopGuideStore

/// `shopguide restore`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Puts a backup in the place of a store that is not in use.",
        discussion: """
            Example:
              shopguide restore backups/shop-monday.sqlite --force

            A backup that is damaged, or a store that is in use, is refused, and nothing is changed then. What was in the store \
            is gone afterwards, which is why --force is needed where there is one.
            """
    )

    @Argument(help: "A file that shopguide backup wrote.")
    var file: String
    @OptionGroup var store: StoreArguments
    @Flag(name: .long, help: "Replace a store that is there.")
    var force = false

    func run() throws {
        let place = store.place
        guard try force || !Stores.isThere(place) else {
            throw CommandError("\(store.store): there is a store already; --force replaces what is in it")
        }
        try Stores.restore(URL(filePath: file), to: place)
        Output.note("\(store.store) is as it was in \(file)")
    }
}
