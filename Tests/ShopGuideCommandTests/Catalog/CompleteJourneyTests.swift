import Foundation
import ShopGuideStore
import Testing
import ShopGuideApplication
import ShopGuideFeeds

/// A real grocer's tables, where they lie beside the project.
@Suite struct CompleteJourneyTests {
    private static let data = URL(filePath: #filePath).appending(path: "../../../../../shared/data/completejourney")
        .standardizedFileURL.path
    private static var isThere: Bool { FileManager.default.fileExists(atPath: "\(data)/products.tsv.gz") }

    @Test(.enabled(if: isThere, "../shared/data/completejourney isn't there"))
    func `households, products and purchases come back byte for byte`() throws {
        let folder = try TemporaryFolder()
        func take(_ words: String) throws -> String {
            let arguments = ["catalog", "import"] + words.split(separator: " ").map(String.init)
            let outcome = try Program.start(arguments + ["--store", "first.sqlite"], in: folder).wait()
            #expect(outcome.status == 0, "\(outcome.errors)")
            return outcome.output
        }
        let shoppers = try take("shoppers \(Self.data)/demographics.tsv.gz --column id=household_id")
        #expect(shoppers.hasPrefix("801 shoppers stored, 801 of them new"))
        let products = try take(
            "products \(Self.data)/products.tsv.gz --column id=product_id --column category=department "
                + "--column category=product_category --column category=product_type")
        #expect(products.hasPrefix("92331 products stored, 92331 of them new"))
        let purchases = try take(
            "interactions \(Self.data)/transactions_sample.tsv.gz --column shopper=household_id --default kind=purchase "
                + "--column product=product_id --column value=quantity --column time=transaction_timestamp")
        #expect(purchases.hasPrefix("74778 interactions stored, 74778 of them new"))
        #expect(purchases.contains("\n222 rows rejected: "))

        let first = try Stores.open(at: folder.url("first.sqlite"))
        // Each table in another format: all of them are tried on small tables.
        for (kind, format) in [(TableKind.products, TableFormat.tsv), (.shoppers, .csv), (.interactions, .jsonl)] {
            let exported = try Self.exported(kind, format, first)
            let name = "\(kind.rawValue).\(format.rawValue)"
            try exported.write(to: folder.url(name))
            let second = try Stores.open(at: folder.url("second.sqlite"))
            var request = ImportRequest(file: folder.url(name), kind: kind, rejected: folder.url("rejected.csv"))
            request.rows.isVerbatim = true
            let work = try TableImport(request, into: second)
            while try work.step() {}
            #expect(work.progress.rejected == 0)
            #expect(try Self.exported(kind, format, second) == exported, "\(name)")
        }
    }

    private static func exported(_ kind: TableKind, _ format: TableFormat, _ store: any Store) throws -> Data {
        var data = Data()
        try TableExport(kind, as: format, from: store).write { data += $0 }
        return data
    }
}
