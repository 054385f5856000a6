import ArgumentParser
import FewShotData
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin
import ShopGuideExperiments
import ShopGuideFeeds
import ShopGuideFetch
import ShopGuideStore
import Synchronization

/// `shopguide catalog import`.
struct CatalogImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes products, shoppers, interactions, ready embeddings or logs of what was shown into the store.",
        discussion: """
            Example:
              shopguide catalog import export.csv
              shopguide catalog import builtin
              shopguide catalog import products products_export.csv --profile shopify --default currency=EUR
              shopguide catalog import products products.csv --column id=sku --default currency=EUR --images photos.zip
              shopguide catalog import interactions clicks.tsv.gz --column shopper=user --map kind:buy=purchase
              shopguide catalog import products https://shop.example/feed.xml
              shopguide catalog import embeddings vectors.npy --ids ids.txt
              shopguide catalog import exposures shown.csv --column shopper=user

            Tables are CSV, TSV, JSON, JSON Lines or XML, each also gzipped; the separator, the encoding and the decimal sign are \
            recognised, and so are the exports of \(FeedProfile.list). A file alone is looked at: what would be done is printed, and \
            done with --yes.

            Fields of products: id, title, title.LANGUAGE, category, brand, price, currency, image, images, markets, availability, \
            attributes.NAME; of shoppers: id, market, attributes.NAME; of interactions: id, shopper, product, kind \
            (\(Interaction.Kind.list)), value, time, order, market. A column that is called like a field holds it; other columns of \
            products and shoppers become attributes. Several --column category=… are the steps from the shop's root down; in one \
            column they are written kitchen > mug.

            Fields of exposures, of a product that a shopper was shown: shopper, product, position (from 1), time, propensity (the \
            probability with which it was to be shown there, if known), recommendation (the id of the list; by default what a \
            shopper was shown at one time). shopguide evaluate logs estimates from them what other rankers would have earned.

            What has an id replaces what had the same; interactions without one are known by their file's content and line, so \
            that importing a file twice changes nothing. An interrupted import goes on where it was. Rows that can't be taken are \
            written to --rejected with line and reason.
            """
    )

    @Argument(
        help:
            "What is imported: \(CatalogPart.allCases.map(\.rawValue).joined(separator: ", ")); or a file, to see what it is."
    )
    var part: String
    @Argument(help: "The file, or the address of one on the web; none for builtin.")
    var file: String?
    @OptionGroup var store: StoreArguments
    @OptionGroup(title: "How the file is written") var table: ImportArguments
    @Option(
        name: .long,
        help: ArgumentHelp("A table of categories and their parents, for ids of categories.", valueName: "file"))
    var tree: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where the pictures are: a folder or a zip file; each is called as the image column says, or like the product.",
            valueName: "folder-or-zip"))
    var images: String?
    @Flag(
        name: .long,
        help: "Fetch the pictures that are addresses on the web, to be kept beside the store; done again, it goes on.")
    var fetchImages = false
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where rejected rows are told of, with line and reason (default: the table's name with .rejected.csv, here).",
            valueName: "file"))
    var rejected: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The ids that the embeddings' rows are for: one a line, or FILE:COLUMN of a table.", valueName: "file"))
    var ids: String?
    @Option(name: .long, help: "What the embeddings are called.")
    var name = "default"
    @Option(name: .long, help: "Rows per transaction.")
    var batch = 25_000
    @Flag(name: .long, help: "Show the first rows as they would be stored, and store nothing.")
    var dryRun = false
    @Flag(name: .long, help: "Do what would be done with a file alone.")
    var yes = false
    @Flag(name: .long, help: "Import an address again, even where its server says that nothing has changed.")
    var again = false
    @Flag(name: .long, help: .hidden)
    var acknowledge = false
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    /// The part that is imported, where it was named.
    private var named: CatalogPart? {
        file == nil && part != CatalogPart.builtin.rawValue ? nil : CatalogPart(rawValue: part)
    }
    /// The file, wherever it was said.
    private var path: String? { named == nil && file == nil ? part : file }

    func validate() throws {
        guard named != nil || file == nil else {
            let parts = CatalogPart.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\"\(part)\" is none of \(parts)")
        }
        if let given = CatalogPart(rawValue: part), file == nil, given != .builtin {
            throw ValidationError("\(part): name the file")
        }
        guard named != .builtin || file == nil else { throw ValidationError("builtin takes no file") }
        guard 1...1_000_000 ~= batch else { throw ValidationError("--batch must be from 1 to 1000000, not \(batch)") }
        if let named, named.table == nil, named == .exposures ? table.isMoreThanColumns : table.isSet || tree != nil {
            throw ValidationError("the options of columns and formats are for tables, not \(named.rawValue)")
        }
        guard images == nil || named == .products || named == nil else {
            throw ValidationError("--images is for products")
        }
        guard ids == nil || named == .embeddings else { throw ValidationError("--ids is for embeddings") }
        if named?.table != nil || named == nil { _ = try request(of: path ?? "", called: "") }
    }

    /// Returns the request for a file that is called so.
    private func request(of file: String, called name: String) throws -> ImportRequest {
        var options = table.options
        options.kind = named?.rawValue
        let rejected = URL(filePath: rejectedFile(of: name))
        var request: ImportRequest
        do { request = try options.request(file: URL(filePath: file), rejected: rejected) } catch let error
            as GuideError
        {
            throw ValidationError(error.fields.first.map { "--\($0.field) \($0.message)" } ?? error.message)
        }
        request.tree = tree.map { URL(filePath: $0) }
        request.batch = batch
        return request
    }

    private func rejectedFile(of file: String) -> String {
        rejected ?? "\(URL(filePath: file).lastPathComponent).rejected.csv"
    }

    func run() throws {
        switch (named, path) {
        case (.builtin, _): try show(importBuiltin())
        case (.embeddings, let file?):
            try show(
                EmbeddingImport(file: file, ids: ids, name: name, rejected: rejectedFile(of: file)).run(into: store))
        case (.exposures, let file?):
            try show(
                ExposureImport(file: file, columns: table.columns, rejected: rejectedFile(of: file)).run(into: store))
        case (_, let file?) where FetchAddress.isMeant(by: file): try importAddress(file)
        case (_, let file?): try importTable(file, called: file)
        default: break
        }
    }

    private func show(_ result: ImportResult) throws {
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
            part: CatalogPart.builtin.rawValue, stored: catalogue.products.count, added: added, rejected: 0,
            shoppers: catalogue.shoppers().count, interactions: catalogue.events().count)
    }

    private func importAddress(_ address: String) throws {
        let isLook = dryRun || named == nil && !yes
        let known = isLook || again ? nil : try? store.open(ifAbsent: .refuse)
        guard let table = try FetchedTable(address, knownTo: known) else {
            Output.note("unchanged since the last import, as the server says; --again imports it nonetheless")
            return
        }
        let path = table.file.path(percentEncoded: false)
        do { try importTable(path, called: table.fileName) } catch let error as FeedError {
            throw FeedError(error.code, error.message.replacing(path, with: table.name))
        }
        if !isLook { try table.remember(in: store.open()) }
    }

    private func importTable(_ file: String, called name: String) throws {
        guard FileManager.default.isReadableFile(atPath: file) else {
            throw CommandError("\(file): there is no such file, or it can't be read")
        }
        var request = try request(of: file, called: name)
        let finder = try PictureFinder(images)
        request.rows.findImage = { try finder.find(named: $0, product: $1) }
        let plan = try ImportPlan(request)
        for remark in plan.remarks { Output.note(remark) }
        let isLook = named == nil && !yes
        if dryRun || isLook {
            try Output.result(plan.preview(5).map(Self.line).joined(separator: "\n"))
            Output.note(
                isLook && !dryRun
                    ? "\(name): these would be \(plan.kind.rawValue); nothing was stored, --yes does it"
                    : "nothing was stored")
            return
        }
        let isNew = try !Stores.isThere(self.store.place)
        let store = try store.open(ifAbsent: .create)
        var result = try ImportSession(TableImport(plan, into: store), plan.kind.rawValue, acknowledge).run()
        if result.stored == 0, isNew, self.store.place.isFileURL {
            for ending in ["", "-wal", "-shm"] { unlink(store.path + ending) }
        }
        if fetchImages { result.remarks = (result.remarks ?? []) + [try fetchPictures(of: store)] }
        try show(result)
        if plan.kind == .products { try noteEncoders(of: store) }
    }

    /// Says what embeds new products, where the store sees with pretrained encoders.
    private func noteEncoders(of store: any Store) throws {
        let names = try store.encoderNames
        guard !names.isEmpty else { return }
        // An address of a database may have a password.
        let place = self.store.place.isFileURL ? " --store \(self.store.store)" : ""
        Output.note(
            "the store sees with \(names.joined(separator: ", ")); shopguide encode\(place) embeds what is new or changed, "
                + "and a running service does so by itself")
    }

    /// Returns a row as JSON on one line, or why it can't be taken.
    private static func line(_ row: ImportPreview.Row) throws -> String {
        if case .rejected(let reason) = row { return reason }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(row), as: UTF8.self)
    }

    private func fetchPictures(of store: any Store) throws -> String {
        var limits = PictureFetch.Limits()
        // The command's user may ask any host.
        limits.allowsPrivate = true
        let (fetch, interruption) = (try PictureFetch(store, limits: limits), Interruption())
        let bar = Mutex(ProgressBar("pictures", total: fetch.progress.total))
        let result = try fetch.run { progress in
            bar.withLock { $0.show(progress.fetched + progress.failed, "\(progress.failed) can't be had") }
            return !interruption.isRequested
        }
        bar.withLock { $0.clear() }
        if interruption.isRequested {
            throw CommandError("stopped after \(result.fetched) pictures; the same command goes on from there")
        }
        return result.sentence
    }
}
