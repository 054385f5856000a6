import ArgumentParser
import FewShotData
import Foundation
import ShopGuideApplication
import ShopGuide
import ShopGuideBuiltin
import ShopGuideStore

/// `shopguide catalog import`.
struct CatalogImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes products, shoppers, interactions or ready embeddings into the store.",
        discussion: """
            Example:
              shopguide catalog import builtin
              shopguide catalog import products products.csv --column id=sku --default currency=EUR --images photos.zip
              shopguide catalog import interactions clicks.tsv.gz --column shopper=user --default kind=view
              shopguide catalog import embeddings vectors.npy --ids ids.txt

            Tables are CSV or TSV with a header, or JSON Lines, each also gzipped. Fields of products: id, title, title.LANGUAGE, \
            category, brand, price, currency, image, markets, availability, attributes.NAME; of shoppers: id, market, \
            attributes.NAME; of interactions: id, shopper, product, kind (\(Interaction.Kind.list)), value, time, market. \
            A column that is called like a field holds it; other columns of products and shoppers become attributes. Several \
            --column category=… are the steps from the shop's root down; in one column they are written kitchen > mug.

            What has an id replaces what had the same; interactions without one are known by their file's content and line, so \
            that importing a file twice changes nothing. An interrupted import goes on where it was. Rows that can't be taken are \
            written to --rejected with line and reason.
            """
    )

    @Argument(help: "What is imported: \(CatalogPart.allCases.map(\.rawValue).joined(separator: ", ")).")
    var part: CatalogPart
    @Argument(help: "The file; none for builtin.")
    var file: String?
    @OptionGroup var store: StoreArguments
    @Option(name: .long, help: "How the table is written: csv, tsv, jsonl (default: as the file's name says).")
    var table: TableFormat?
    @Option(
        name: [.customLong("column")],
        help: ArgumentHelp("The column that holds a field: id=product_id.", valueName: "field=column"))
    var columns: [FieldArgument] = []
    @Option(
        name: [.customLong("default")],
        help: ArgumentHelp("What a field is where a row doesn't have it: kind=purchase.", valueName: "field=value"))
    var defaults: [FieldArgument] = []
    @Option(name: [.customLong("ignore")], help: ArgumentHelp("A column to leave out.", valueName: "column"))
    var ignored: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What stands between two fields where it is neither comma nor tab: one character.", valueName: "character"))
    var separator: String?
    @Flag(name: .long, help: "Take quotes in the table as they are.")
    var noQuotes = false
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where the pictures are: a folder or a zip file; each is called as the image column says, or ID.jpg, .png or .webp.",
            valueName: "folder-or-zip"))
    var images: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where rejected rows are told of, with line and reason (default: the table's name with .rejected.csv, here).",
            valueName: "file"))
    var rejected: String?
    @Option(
        name: .long, help: ArgumentHelp("The ids that the embeddings' rows are for, one a line.", valueName: "file"))
    var ids: String?
    @Option(name: .long, help: "What the embeddings are called.")
    var name = "default"
    @Option(name: .long, help: "Rows per transaction.")
    var batch = 25_000
    @Flag(name: .long, help: .hidden)
    var acknowledge = false
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        guard (part == .builtin) == (file == nil) else {
            throw ValidationError(file == nil ? "\(part.rawValue): name the file" : "builtin takes no file")
        }
        guard 1...1_000_000 ~= batch else { throw ValidationError("--batch must be from 1 to 1000000, not \(batch)") }
        if part.table == nil,
            !columns.isEmpty || !defaults.isEmpty || !ignored.isEmpty || table != nil || noQuotes || separator != nil
        {
            throw ValidationError(
                "--column, --default, --ignore, --table, --separator and --no-quotes are for tables, not \(part.rawValue)"
            )
        }
        guard images == nil || part == .products else { throw ValidationError("--images is for products") }
        guard ids == nil || part == .embeddings else { throw ValidationError("--ids is for embeddings") }
        if let kind = part.table {
            do { try mapping.check(for: kind) } catch { throw ValidationError("\(error)") }
            if let separator {
                let byte = separator.utf8.first ?? 0
                guard separator.utf8.count == 1, byte < 128, ![10, 13, 34].contains(byte) else {
                    throw ValidationError(
                        "--separator must be one character of ASCII, and no quote, not \"\(separator)\"")
                }
                guard file.flatMap(format(of:)) != .jsonl else {
                    throw ValidationError("--separator is for csv and tsv, not jsonl")
                }
            }
            if let file, format(of: file) == nil {
                throw ValidationError(
                    "\(file): the name doesn't say how the table is written; add --table csv, tsv or jsonl")
            }
        }
    }

    private func rejectedFile(of file: String) -> String {
        rejected ?? "\(URL(filePath: file).lastPathComponent).rejected.csv"
    }

    /// Returns the format of a table.
    private func format(of file: String) -> TableFormat? {
        table ?? TableFormat(fileName: file) ?? (separator == nil ? nil : .csv)
    }

    private var mapping: ColumnMapping {
        ColumnMapping(columns: columns.map(\.entry), defaults: defaults.map(\.entry), ignored: Set(ignored))
    }

    func run() throws {
        let result =
            switch (part, file) {
            case (.embeddings, let file?):
                try EmbeddingImport(file: file, ids: ids, name: name, rejected: rejectedFile(of: file)).run(into: store)
            case (_, let file?): try importTable(file)
            default: try importBuiltin()
            }
        switch format {
        case .json: try Output.result(json: result)
        case .text: try Output.result(result.text)
        }
        if result.stored == 0, result.rejected > 0 {
            throw CommandError(
                "no row could be taken; the first problem: \(result.firstProblem ?? "see \(result.rejectedFile ?? "")")"
            )
        }
    }

    private func importBuiltin() throws -> ImportResult {
        Output.note(
            "builtin is generated: its products, brands, prices and shoppers are invented, its pictures drawn")
        let catalogue = BuiltinCatalogue.generate()
        let store = try store.open(ifAbsent: .create)
        let added = try store.write { try catalogue.save(with: $0) }
        return ImportResult(
            part: part.rawValue, stored: catalogue.products.count, added: added, rejected: 0,
            shoppers: catalogue.shoppers().count, interactions: catalogue.events().count)
    }

    private func importTable(_ file: String) throws -> ImportResult {
        guard let kind = part.table, let format = format(of: file) else {
            throw CommandError("\(file): say how the table is written: --table csv, tsv or jsonl")
        }
        var request = TableImport.Request(
            file: URL(filePath: file), kind: kind, format: format,
            rejected: URL(filePath: rejectedFile(of: file)))
        request.mapping = mapping
        request.hasQuotes = !noQuotes
        request.separator = separator?.utf8.first
        request.batch = batch
        if kind == .products { request.findImage = try ImageFinder(images).find }
        guard FileManager.default.isReadableFile(atPath: file) else {
            throw CommandError("\(file): there is no such file, or it can't be read")
        }
        return try ImportSession(try TableImport(request, into: try store.open(ifAbsent: .create)), part, acknowledge)
            .run()
    }
}

/// The printed result of an import.
struct ImportResult: Encodable {
    var part: String
    var stored: Int
    var added: Int
    var rejected: Int
    var shoppers: Int?
    var interactions: Int?
    var rejectedFile: String?
    var seconds: Double?
    var rowsPerSecond: Double?
    var unusedColumns: [String]?
    var firstProblem: String?

    var text: String {
        var line = "\(stored) \(part == "builtin" ? "products" : part) stored, \(added) of them new"
        if let shoppers, let interactions {
            line += "; \(interactions) interactions of \(shoppers) shoppers"
        }
        if let seconds, let rowsPerSecond {
            line += String(format: ", in %.1f s (%.0f rows/s)", seconds, rowsPerSecond)
        }
        if rejected > 0 { line += "\n\(rejected) rows rejected" + (rejectedFile.map { ": see \($0)" } ?? "") }
        if let firstProblem { line += "\nfirst: \(firstProblem)" }
        return line
    }
}
