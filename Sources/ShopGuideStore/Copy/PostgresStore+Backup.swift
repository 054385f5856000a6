public import Foundation
import ShopGuidePostgres

extension PostgresStore {
    /// Copies the store as it is now into a SQLite file, while others read and write.
    ///
    /// - Parameters:
    ///   - url: The file; an existing one is replaced.
    ///   - progress: Called with the bytes of the file so far, and their number in all, once it is being written.
    /// - Throws: ``StoreError``, or `DurableFile.Failure` where the file can't be written.
    public func backUp(to url: URL, progress: @escaping (Int64, Int64) -> Void) throws {
        let folder = url.deletingLastPathComponent().appending(component: ".\(UUID().uuidString.lowercased())")
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw StoreError(.unreadable, "\(folder.path(percentEncoded: false)): can't be made; is there space?")
        }
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = try SQLiteStore(at: folder.appending(component: "copy.sqlite"))
        try read(consistently: true) { connection in
            for table in StoredTable.all {
                var key: [StoredValue]?
                while true {
                    let rows = try connection.rows(of: table, after: key, limit: StoreTransfer.batch)
                    guard let last = rows.last else { break }
                    try copy.add(rows, to: table)
                    key = Array(last.prefix(table.keys))
                }
            }
            let state = try connection.feedState()
            try copy.continueRows(after: (state.interactions, state.shoppers))
        }
        try copy.backUp(to: url, progress: progress)
    }
}
