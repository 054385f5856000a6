import Foundation
import LocalServing
import Testing

/// Imports of tables of the web.
@Suite struct AddressTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a table of the web is imported once, and again where it has changed`() throws {
        let server = try LocalServer { request in
            guard request.path.hasPrefix("/feeds/cups.csv") else { return .init(404) }
            return request.headers["if-none-match"] == "\"one\""
                ? .init(304) : .init(200, "id,title\nc1,Cup\n", headers: ["ETag": "\"one\""])
        }
        defer { server.stop() }
        let address = server.address("/feeds/cups.csv?key=secret")
        let looked = try Program.run("catalog", "import", "products", address, "--dry-run", in: folder)
        #expect(looked.status == 0 && looked.output.contains("\"c1\""))
        #expect(!FileManager.default.fileExists(atPath: folder.url("shopguide.sqlite").path))
        let first = try Program.run("catalog", "import", "products", address, in: folder)
        #expect(first.status == 0 && first.output.contains("1 products stored, 1 of them new"), "\(first)")
        let second = try Program.run("catalog", "import", "products", address, in: folder)
        #expect(second.status == 0 && second.errors.contains("unchanged since the last import"), "\(second)")
        let again = try Program.run("catalog", "import", "products", address, "--again", in: folder)
        #expect(again.status == 0)
        #expect(server.requests.map { $0.headers["if-none-match"] } == [nil, nil, "\"one\"", nil])
        // What fails is told by the address, without what may be a secret.
        let missing = try Program.run(
            "catalog", "import", "products", server.address("/feeds/mugs.csv?key=secret"), in: folder)
        #expect(missing.status != 0 && missing.errors.contains("answered 404") && !missing.errors.contains("secret"))
        let unfit = try Program.run("catalog", "import", "interactions", address, in: folder)
        #expect(
            unfit.status != 0 && unfit.errors.contains("\(server.address("/feeds/cups.csv"))?…: no column"), "\(unfit)")
    }
}
