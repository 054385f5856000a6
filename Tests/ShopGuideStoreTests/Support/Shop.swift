import Foundation
import ShopGuideStore
import ShopGuideApplication
import ShopGuideFeeds

/// A folder of a test's own, removed with the value, that holds a store and the tables that go in and come out.
final class Shop {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "shopguide-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func url(_ name: String) -> URL { folder.appending(path: name) }

    /// Opens the store of a name, which is made where it is new.
    func store(_ name: String = "shop", patience: Double = 10) throws -> any Store {
        try Stores.open(at: url("\(name).sqlite"), patience: patience)
    }

    /// Describes the import of a table that is written here first.
    func request(
        _ kind: TableKind, _ table: String, as format: TableFormat = .csv, mapping: ColumnMapping = ColumnMapping()
    ) throws -> ImportRequest {
        try request(kind, Data(table.utf8), as: format, mapping: mapping)
    }

    func request(
        _ kind: TableKind, _ table: Data, as format: TableFormat = .csv, mapping: ColumnMapping = ColumnMapping()
    ) throws -> ImportRequest {
        let file = url("\(kind.rawValue).\(format.rawValue)")
        try table.write(to: file)
        var request = ImportRequest(file: file, kind: kind, rejected: url("rejected.csv"))
        request.feed.format = format
        request.mapping = mapping
        return request
    }

    /// Imports a table to its end.
    @discardableResult
    func take(_ request: ImportRequest, into store: any Store) throws -> ImportProgress {
        let work = try TableImport(request, into: store)
        while try work.step() {}
        return work.progress
    }

    @discardableResult
    func take(
        _ kind: TableKind, _ table: String, as format: TableFormat = .csv, mapping: ColumnMapping = ColumnMapping(),
        into store: any Store
    ) throws -> ImportProgress {
        try take(request(kind, table, as: format, mapping: mapping), into: store)
    }

    /// What was told of rows that weren't taken, but for the header.
    func rejections() throws -> [String] {
        guard let text = try? String(contentsOf: url("rejected.csv"), encoding: .utf8) else { return [] }
        return text.split(separator: "\n").dropFirst().map(String.init)
    }
}

extension Store {
    /// The whole of a table as it is exported.
    func exported(_ kind: TableKind, as format: TableFormat = .jsonl) throws -> String {
        var data = Data()
        try TableExport(kind, as: format, from: self).write { data += $0 }
        return String(decoding: data, as: UTF8.self)
    }
}
