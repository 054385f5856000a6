import Foundation
import ShopGuide
import ShopGuideStore
import Testing

/// `shopguide catalog` as a user meets it.
@Suite struct CatalogTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Runs `shopguide catalog …` to the end and expects it to succeed.
    @discardableResult
    private func catalog(_ words: String, location: SourceLocation = #_sourceLocation) throws -> Program.Outcome {
        let outcome = try Program.start(["catalog"] + words.split(separator: " ").map(String.init), in: folder).wait()
        #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: location)
        return outcome
    }

    @Test(arguments: ["csv", "tsv", "jsonl"])
    func `the built-in catalogue comes back byte for byte`(_ format: String) throws {
        #expect(try catalog("import builtin").output.hasPrefix("2400 products stored, 2400 of them new; "))
        try catalog("export products --output first.\(format)")
        try catalog("import products first.\(format) --store second.sqlite")
        let again = try catalog("export products --table \(format) --store second.sqlite").output
        #expect(try Data(contentsOf: folder.url("first.\(format)")) == Data(again.utf8))
        #expect(again.split(separator: "\n").count >= 2400)
        #expect(try catalog("import builtin").output.hasPrefix("2400 products stored, 0 of them new; "))
    }

    @Test func `shows what the store holds, and a product, as text and as JSON`() throws {
        try catalog("import builtin")
        #expect(
            try catalog("show").output == """
                products      2400
                categories    68
                markets       AT, CN, DE, FR, GB, JP, US
                shoppers      912
                interactions  928 cart, 183 dismiss, 704 like, 2375 purchase, 402 rating, 4935 view
                embeddings    none
                taught        0

                """)
        let contents = try JSONDecoder().decode(
            StoreContents.self, from: Data(catalog("show --check --format json").output.utf8))
        #expect((contents.products, contents.categories) == (2400, 68))
        let product = try JSONDecoder().decode(
            Product.self, from: Data(catalog("show mug-01 --format json").output.utf8))
        #expect(product.category?.id == "kitchen > mug")
        #expect(try catalog("show mug-01").output.contains("\ncategory      kitchen > mug\n"))
    }

    @Test func `takes gzipped tables, whatever they are called, and other separators`() throws {
        try folder.write("item;name\na;Tea\nb;Coffee\n", to: "table.txt")
        #expect(try Program.succeeds(["gzip", folder.url("table.txt").path]))
        let outcome = try catalog("import products table.txt.gz --separator ; --column id=item --format json").output
        struct Result: Decodable { let part: String, stored: Int, added: Int, rejected: Int }
        let result = try JSONDecoder().decode(Result.self, from: Data(outcome.utf8))
        #expect((result.part, result.stored, result.added, result.rejected) == ("products", 2, 2, 0))
        let exported = try catalog("export products --table csv").output
        #expect(
            exported == "id,title,category,brand,price,currency,image,markets,availability\n"
                + "a,Tea,,,,,,,\nb,Coffee,,,,,,,\n")
    }

    @Test func `looks at a file alone, and does what it told with --yes`() throws {
        try folder.write("id;title;price\na;Tea;2,50\nb;Coffee;4,90\n", to: "export.csv")
        let look = try catalog("import export.csv --default currency=EUR")
        #expect(
            look.output == """
                {"currency":"EUR","id":"a","price":2.5,"title":"Tea"}
                {"currency":"EUR","id":"b","price":4.9,"title":"Coffee"}

                """)
        #expect(
            look.complaints == [
                "read as utf-8, separated by ;, decimal comma",
                "export.csv: these would be products; nothing was stored, --yes does it",
            ])
        #expect(!FileManager.default.fileExists(atPath: folder.url("shopguide.sqlite").path))
        #expect(try catalog("import export.csv --default currency=EUR --yes").output.hasPrefix("2 products stored, "))
    }

    @Test func `tells of rejected rows and of columns that aren't kept`() throws {
        try folder.write("id\na\n", to: "products.csv")
        try folder.write("shopper,product,week\ns,a,1\ns,b,2\n", to: "events.csv")
        try catalog("import products products.csv")
        let outcome = try catalog("import interactions events.csv --default kind=view")
        #expect(outcome.complaints == ["not kept, for interactions have no such field: week"])
        #expect(outcome.output.contains("\nfirst: line 3: no product \"b\" in the store\n"))
        let rejected = try String(contentsOf: folder.url("events.csv.rejected.csv"), encoding: .utf8)
        #expect(rejected == "line,reason\n3,\"no product \"\"b\"\" in the store\"\n")
        #expect(try catalog("import interactions events.csv --default kind=view --ignore week").complaints.isEmpty)
    }

    @Test func `tells of prices that can't be read, repeated ids, guesses and one shopper with all events`() throws {
        try folder.write("id,price\np1,\"1,234\"\np2,on request\np1,\"2,345\"\n", to: "products.csv")
        let products = try catalog("import products products.csv --default currency=EUR")
        #expect(
            products.output.contains(
                "1 price can't be read; the products were taken without (first: line 3: \"on request\")"))
        #expect(products.output.contains("line 4 replaced line 2 of the same file, product \"p1\""))
        #expect(products.complaints.contains { $0.contains("doesn't say whether 1,234 is a thousand or one") })
        try folder.write("user_id,item_id,event\nNA,p1,view\nNA,p2,view\nNA,p1,pv\n", to: "events.csv")
        let events = try catalog("import interactions events.csv")
        #expect(events.output.contains("shopper \"NA\" has more than half of all events"))
        #expect(events.complaints == ["columns taken: user_id as shopper, item_id as product, event as kind"])
        #expect(
            try !catalog(
                "import interactions events.csv --null NA --default shopper=s --store other.sqlite --make-products"
            ).output.contains("\"NA\""))
    }

    @Test func `keeps the order that a column gives, where the file has another`() throws {
        try folder.write(
            "order_id,product_id,add_to_cart_order\n1,c,3\n1,a,1\n1,b,2\n2,b,2\n2,a,1\n", to: "orders.csv")
        try catalog(
            "import interactions orders.csv --column shopper=order_id --column product=product_id "
                + "--column order=add_to_cart_order --default kind=purchase --make-products --batch 2")
        var products: [String: [String]] = [:]
        try Stores.open(at: folder.url("shopguide.sqlite")).forEachInteraction {
            products[$0.shopper, default: []].append($0.product)
        }
        #expect(products == ["1": ["a", "b", "c"], "2": ["a", "b"]])
    }

    @Test(arguments: [true, false])
    func `finds pictures in a folder and in a zip file`(_ isZipped: Bool) throws {
        for name in ["photos/a.jpg", "photos/kitchen/b.png"] { try folder.write("", to: name) }
        if isZipped {
            let script = "cd \"$0/photos\" && python3 -m zipfile -c ../photos.zip a.jpg kitchen"
            #expect(try Program.succeeds(["sh", "-c", script, folder.path]))
        }
        try folder.write(
            "id,image\na,\nb,kitchen/b.png\nc,\nd,none.jpg\ne,https://shop.example/e.jpg\n", to: "products.csv")
        let outcome = try catalog("import products products.csv --images \(isZipped ? "photos.zip" : "photos")")
        #expect(outcome.output.contains("1 picture isn't there; the products were taken without (first: line 5: "))
        #expect(outcome.output.contains("1 picture is only an address, which the guide doesn't see (first: line 6: "))
        var images: [String: String] = [:]
        try Stores.open(at: folder.url("shopguide.sqlite")).forEachProduct { images[$0.id] = $0.image ?? "none" }
        let place = "file://\(folder.path)/photos\(isZipped ? ".zip#" : "/")"
        #expect(
            images == [
                "a": "\(place)a.jpg", "b": "\(place)kitchen/b.png", "c": "none", "d": "none",
                "e": "https://shop.example/e.jpg",
            ])
    }

    @Test func `takes embeddings from NumPy and safetensors and gives them back`() throws {
        try catalog("import builtin")
        try Self.array([[1, 2], [3, 4], [5, 6], [7, .nan]]).write(to: folder.url("v.npy"))
        try folder.write("mug-02\nmug-01\nunknown\nmug-03\n", to: "ids.txt")
        let outcome = try catalog("import embeddings v.npy --ids ids.txt --name text")
        #expect(outcome.output.hasPrefix("2 embeddings stored, 2 of them new"))
        let rejected = try String(contentsOf: folder.url("v.npy.rejected.csv"), encoding: .utf8)
        #expect(rejected.hasPrefix("line,reason\n3,\"no product \"\"unknown\"\" in the store\"\n4,"))
        try catalog("export embeddings --name text --output v.safetensors")
        try catalog("import embeddings v.safetensors --name copy")
        try catalog("export embeddings --name copy --output w.safetensors")
        #expect(try Data(contentsOf: folder.url("v.safetensors")) == Data(contentsOf: folder.url("w.safetensors")))
        var vectors: [String: [Float]] = [:]
        try Stores.open(at: folder.url("shopguide.sqlite")).forEachEmbedding(named: "copy") { vectors[$0] = $1 }
        #expect(vectors == ["mug-01": [3, 4], "mug-02": [1, 2]])
    }

    @Test func `prints a table into a pipe and into a device`() throws {
        try folder.write("id\na\n", to: "products.csv")
        try catalog("import products products.csv")
        #expect(try catalog("export products --output /dev/stdout").output == "{\"id\":\"a\"}\n")
        try catalog("export products --output products.json")
        #expect(try String(contentsOf: folder.url("products.json"), encoding: .utf8) == "{\"id\":\"a\"}\n")
        // A link stays one.
        try FileManager.default.createSymbolicLink(
            at: folder.url("link.csv"), withDestinationURL: folder.url("target.csv"))
        try folder.write("", to: "target.csv")
        try catalog("export products --output link.csv")
        #expect(try String(contentsOf: folder.url("target.csv"), encoding: .utf8).contains("\na,"))
        let outcome = try Program.start(["catalog", "export", "products"], in: folder, after: "exec >/dev/full").wait()
        #expect(outcome.status == 1)
        #expect(outcome.complaints == ["Error: can't print the table: No space left on device"])
    }

    @Test func `Ctrl-C stops an import, and the same command goes on`() throws {
        try folder.write("id\n" + (0..<40_000).map { "p\($0)\n" }.joined(), to: "products.csv")
        let words = ["catalog", "import", "products", "products.csv", "--batch", "5", "--acknowledge"]
        // What nobody reads fills the pipe, so that the import can't be done before it is told to stop.
        try #require(mkfifo("\(folder.path)/errors", 0o600) == 0)
        let run = try Program.start(words, in: folder, after: "exec 2>errors")
        let errors = try FileHandle(forReadingFrom: folder.url("errors"))
        var said = Data()
        while said.firstRange(of: Data(" stored, ".utf8)) == nil {
            let more = errors.availableData
            try #require(!more.isEmpty)
            said += more
        }
        run.send(SIGINT)
        usleep(200_000)
        said += try errors.readToEnd() ?? Data()
        #expect(try run.wait().status == 1)
        let last = String(decoding: said, as: UTF8.self).split(separator: "\n").last
        #expect(last?.wholeMatch(of: /Error: stopped after line \d+; the same command goes on from there/) != nil)
        let rest = try Program.start(words.dropLast(3) + ["--format", "json"], in: folder).wait()
        #expect(rest.status == 0)
        #expect(rest.complaints.first?.hasPrefix("going on after line ") == true)
        #expect(try Stores.open(at: folder.url("shopguide.sqlite")).contents().products == 40_000)
    }

    @Test func `takes embeddings of half precision, for the ids of a table's column`() throws {
        try folder.write("sku,title\na,Tea\nb,Coffee\n", to: "products.csv")
        try catalog("import products products.csv --column id=sku")
        let halves: [Float16] = [1, -0.5, 0.25, 2]
        var data = Self.array([[0, 0], [0, 0]])
        let start = data.count - 16
        data = Data(String(decoding: data[10..<start], as: UTF8.self).replacing("<f4", with: "<f2").utf8)
        data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + data
        for half in halves { withUnsafeBytes(of: half.bitPattern) { data += $0 } }
        try data.write(to: folder.url("v.npy"))
        #expect(try catalog("import embeddings v.npy --ids products.csv:sku").output.hasPrefix("2 embeddings stored"))
        var vectors: [String: [Float]] = [:]
        try Stores.open(at: folder.url("shopguide.sqlite")).forEachEmbedding(named: "default") { vectors[$0] = $1 }
        #expect(vectors == ["a": [1, -0.5], "b": [0.25, 2]])
    }

    /// A file of NumPy's format.
    private static func array(_ rows: [[Float]]) -> Data {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows.count), \(rows[0].count)), }"
        header += String(repeating: " ", count: 117 - header.count) + "\n"
        var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(header.utf8)
        for number in rows.joined() { withUnsafeBytes(of: number) { data += $0 } }
        return data
    }
}
