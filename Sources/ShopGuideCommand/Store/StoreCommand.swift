import ArgumentParser
import Foundation
import ShopGuideStore

/// `shopguide store`.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Moves a whole store between a file and a PostgreSQL database.",
        discussion: """
            Example:
              shopguide store copy shopguide.sqlite postgres://shop@db.example.com/shop
            """,
        subcommands: [StoreCopyCommand.self]
    )
}

/// `shopguide store copy`.
struct StoreCopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copies all of a store into an empty one, and compares the two.",
        discussion: """
            Example:
              shopguide store copy shopguide.sqlite postgres://shop@db.example.com/shop
              shopguide store copy 'postgres://shop@db.example.com/shop?schema=acme' acme.sqlite

            Products, shoppers, interactions, embeddings, taught categories, settings, experiments, jobs and sources are \
            copied with their numbers. At the end the rows of both stores are read, counted and digested; they must agree. A copy that was \
            interrupted goes on where it was when it is begun again. Stop what writes to either store first. Every tenant's store is \
            copied by itself; keys, fetched pictures and lists of rejected rows are files beside a store and stay there.
            """
    )

    @Argument(help: "The store to copy.")
    var from: String
    @Argument(help: "The store to copy into, which is made where there is none.")
    var to: String
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func run() throws {
        let source = try Stores.open(at: Stores.place(from), ifAbsent: .refuse)
        let target = try Stores.open(at: Stores.place(to))
        let start = ContinuousClock.now
        var table = ""
        let report = try StoreTransfer(from: source, to: target).run { name, _ in
            if name != table { Output.note("copying \(name)") }
            table = name
        }
        let rows = report.tables.reduce(0) { $0 + $1.rows }
        let seconds = start.duration(to: .now) / .seconds(1)
        switch format {
        case .json: try Output.result(json: report)
        case .text:
            let tables = report.tables.filter { $0.rows > 0 }
            try Output.result(tables.map { "\($0.digest.prefix(16))  \($0.rows) \($0.name)" }.joined(separator: "\n"))
        }
        Output.note(String(format: "%@: %d rows, the same as in %@, in %.1f s", to, rows, from, seconds))
    }
}
