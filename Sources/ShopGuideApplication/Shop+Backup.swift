public import Foundation
import ShopGuideStore

extension Shop {
    /// Copies the store as it is now, while it is in use.
    ///
    /// - Returns: The copy, open for reading; it has no name any more, and is gone once it is closed.
    /// - Throws: ``StoreError``, or the error of a folder that can't be written.
    public func backUp() async throws -> FileHandle {
        let (store, folder) = (store, imports.folder)
        return try await executor.maintain {
            try folder.make()
            let file = folder.url.appending(component: "\(UUID().uuidString.lowercased()).backup")
            defer { try? FileManager.default.removeItem(at: file) }
            try store.backUp(to: file)
            return try FileHandle(forReadingFrom: file)
        }
    }
}
