import Foundation
import Testing

/// What users may get wrong with `shopguide catalog`, and the one line that each is to see.
@Suite struct CatalogBadInputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: usages + failures)
    func `is refused with a message that names it`(_ bad: BadCommand) throws {
        try bad.prepare(folder)
        let outcome = try Program.start(bad.arguments, in: folder).wait()
        #expect(outcome.status == bad.status)
        let lines = outcome.complaints.map { $0.replacing(folder.path, with: "DIR") }
        #expect(lines.first == "Error: \(bad.message)")
        #expect(bad.status == 64 ? lines.contains { $0.hasPrefix("Usage: shopguide") } : lines.count == 1)
    }

    private static let table: @Sendable (TemporaryFolder) throws -> Void = {
        try $0.write("id,title\na,b\n", to: "t.csv")
    }

    static let usages: [BadCommand] = [
        .usage("no file", "catalog import products", "products: name the file"),
        .usage("a file for builtin", "catalog import builtin t.csv", "builtin takes no file"),
        .usage(
            "a word that is no part", "catalog import things t.csv",
            "\"things\" is none of builtin, products, shoppers, interactions, embeddings, exposures"),
        .usage(
            "a batch of none", "catalog import products t.csv --batch 0", "--batch must be from 1 to 1000000, not 0"),
        .usage(
            "a column for embeddings", "catalog import embeddings v.npy --column id=x",
            "the options of columns and formats are for tables, not embeddings"),
        .usage("pictures of shoppers", "catalog import shoppers t.csv --images x", "--images is for products"),
        .usage("ids for a table", "catalog import products t.csv --ids x", "--ids is for embeddings"),
        .usage(
            "nine characters between fields", "catalog import products t.csv --separator ;;;;;;;;;",
            "--separator must be 1 to 8 bytes, no quote, or tab (got \";;;;;;;;;\")"),
        .usage(
            "a profile that isn't there", "catalog import products t.csv --profile ebay",
            "--profile must be one of shopify, woocommerce, google, magento, prestashop, none (got \"ebay\")"),
        .usage(
            "two columns of a long table", "catalog import products t.csv --long id,value",
            "--long must be three columns, id,property,value (got \"id,value\")"),
        .usage(
            "an unknown field", "catalog import interactions t.csv --column basket=x",
            "--column interactions have no field \"basket\"; they have id, kind, market, order, product, shopper, time, value"
        ),
        .usage(
            "a field with two columns", "catalog import products t.csv --column id=a --column id=b",
            "--column id is given two columns"),
        .usage("an export of builtin", "catalog export builtin", "builtin isn't exported by itself; export products"),
        .usage("embeddings into a pipe", "catalog export embeddings", "embeddings: name a file with --output"),
        .usage(
            "an export as XML", "catalog export products --table xml", "--table must be csv, tsv or jsonl, not xml"),
        .usage(
            "a gzipped export", "catalog export products --output p.csv.gz",
            "--output: exports aren't gzipped; pipe them into gzip"),
    ]

    static let failures: [BadCommand] = [
        .failure(
            "a file that isn't there", "catalog import products t.csv",
            "t.csv: there is no such file, or it can't be read"),
        .failure(
            "a column that isn't there", "catalog import products t.csv --column id=sku",
            "DIR/t.csv: no column \"sku\"; it has id, title", prepare: table),
        .failure(
            "a file of nobody knows what", "catalog import t.csv",
            "DIR/t.csv: can't tell whether these are products, shoppers or interactions; say which: shopguide catalog "
                + "import products FILE; it has colour, size"
        ) { try $0.write("colour,size\na,b\n", to: "t.csv") },
        .failure(
            "a web page", "catalog import products t.csv",
            "DIR/t.csv: a web page, not a feed; does its address need a login?"
        ) { try $0.write("<!DOCTYPE html><html>", to: "t.csv") },
        .failure(
            "no store", "catalog show",
            "DIR/shopguide.sqlite: there is no such store; shopguide catalog import makes one: "
                + "shopguide catalog import builtin"),
        .failure(
            "a store in no folder", "catalog import products t.csv --store none/s.sqlite",
            "DIR/none/s.sqlite: can't be opened for writing (unable to open database file); choose another --store",
            prepare: table),
        .failure(
            "a table for a store", "catalog show --store t.csv",
            "DIR/t.csv: damaged or not a store (file is not a database); restore a copy, or import into a new one",
            prepare: table),
        .failure(
            "rejected rows over a table", "catalog import products t.csv --rejected t.csv",
            "DIR/t.csv: there already, and no list of rejected rows; choose another --rejected", prepare: table),
        .failure(
            "rejected rows on a full device", "catalog import products t.csv --rejected /dev/full",
            "/dev/full: can't be written: No space left on device; free some space, or choose another --rejected"
        ) { try $0.write("id,title\n,b\n", to: "t.csv") },
        .failure(
            "embeddings without ids", "catalog import embeddings v.npy --ids none",
            "DIR/v.npy: can't be read: No such file or directory"),
        .failure(
            "a table of embeddings", "catalog import embeddings t.csv",
            "t.csv: embeddings are read from .npy and .safetensors files", prepare: table),
    ]

    @Test func `an import that takes no row fails, and says why`() throws {
        try folder.write("id,title\n,b\n", to: "t.csv")
        let outcome = try Program.run("catalog", "import", "products", "t.csv", in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.complaints == ["Error: no row could be taken; the first problem: line 2: no id"])
        #expect(!FileManager.default.fileExists(atPath: folder.url("shopguide.sqlite").path))
    }

    @Test func `a product that isn't there is named`() throws {
        _ = try Program.run("catalog", "import", "builtin", in: folder)
        let outcome = try Program.run("catalog", "show", "cup", in: folder)
        #expect(outcome.status == 1)
        let words = "no product \"cup\"; shopguide catalog export products lists them"
        #expect(outcome.complaints == ["Error: \(folder.path)/shopguide.sqlite: \(words)"])
    }
}
