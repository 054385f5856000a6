import Foundation

/// A folder that is gone after a test.
enum TemporaryFolder {
    static func with(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(component: "FewShot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }
}
