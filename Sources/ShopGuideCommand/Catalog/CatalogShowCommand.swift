import ArgumentParser
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// `shopguide catalog show`.
struct CatalogShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Tells what the store holds, or all that is known of a product.",
        discussion: """
            Example:
              shopguide catalog show
              shopguide catalog show mug-07 --format json
              shopguide catalog show mug-07 --picture mug.png
              shopguide catalog show --check
            """
    )

    @Argument(help: "A product's id.")
    var product: String?
    @OptionGroup var store: StoreArguments
    @Option(name: .long, help: ArgumentHelp("Write the product's picture into a PNG file.", valueName: "file"))
    var picture: String?
    @Flag(name: .long, help: "Read the whole file and see whether it is sound.")
    var check = false
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        guard picture == nil || product != nil else { throw ValidationError("--picture: of which product?") }
    }

    func run() throws {
        let store = try store.open()
        if check {
            let problems = try store.problems()
            if let first = problems.first {
                throw CommandError(
                    "\(store.path): damaged: \(first)\(problems.count > 1 ? ", and \(problems.count - 1) more" : "")")
            }
            Output.note("\(store.path) is sound")
        }
        if let product {
            guard let found = try store.product(product) else {
                throw CommandError(
                    "\(store.path): no product \"\(product)\"; shopguide catalog export products lists them")
            }
            if let picture { try write(pictureOf: found, of: store, to: picture) }
            switch format {
            case .json: try Output.result(json: found)
            case .text: try Output.result(text(of: found))
            }
            return
        }
        let contents = try store.contents()
        switch format {
        case .json: try Output.result(json: contents)
        case .text: try Output.result(text(of: contents))
        }
    }

    private func write(pictureOf product: Product, of store: any Store, to file: String) throws {
        let reader = PictureReader(web: WebPictures(beside: store))
        guard let bytes = try reader.png(of: product, side: Self.side) else {
            throw CommandError("\(product.id) has no picture on this machine")
        }
        try DurableFile.write(Data(bytes), to: URL(filePath: file))
    }

    /// The longer side of a picture that is written, in pixels, at most.
    private static let side = 1024

    private func text(of contents: StoreContents) -> String {
        func list(_ counts: [String: Int]) -> String {
            counts.isEmpty ? "none" : counts.sorted { $0.key < $1.key }.map { "\($1) \($0)" }.joined(separator: ", ")
        }
        var lines = [
            "products      \(contents.products)", "categories    \(contents.categories)",
            "markets       \(contents.markets.isEmpty ? "none" : contents.markets.joined(separator: ", "))",
            "shoppers      \(contents.shoppers)", "interactions  \(list(contents.interactions))",
            "embeddings    \(list(contents.embeddings))", "taught        \(contents.taught)",
        ]
        if contents.unfinishedImports > 0 {
            lines.append("unfinished    \(contents.unfinishedImports) imports; the same command goes on with one")
        }
        return lines.joined(separator: "\n")
    }

    private func text(of product: Product) -> String {
        var rows: [(name: String, value: String)] = [("id", product.id)]
        func add(_ name: String, _ value: String?) { if let value { rows.append((name, value)) } }
        for (language, words) in product.title.words.sorted(by: { $0.key < $1.key }) {
            add(language.isEmpty ? "title" : "title.\(language)", words)
        }
        add("category", product.category?.id)
        add("brand", product.brand)
        add("price", product.price.map { "\($0.text) \($0.currency)" })
        add("image", product.image)
        add("markets", product.markets.isEmpty ? nil : product.markets.joined(separator: ", "))
        add("availability", product.availability?.rawValue)
        for (name, value) in product.attributes.sorted(by: { $0.key < $1.key }) { add(name, value.text) }
        let width = max(12, rows.map(\.name.count).max() ?? 0) + 2
        return rows.map { $0.name.padding(toLength: width, withPad: " ", startingAt: 0) + $0.value }
            .joined(separator: "\n")
    }
}
