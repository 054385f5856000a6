import Foundation

/// The file that tells which rows weren't taken and why: `line,reason`.
///
/// It is made with the first of them. What belongs to a batch is on the disk before the batch is; a resumed import cuts off what
/// an interrupted one wrote beyond its last batch.
final class RejectedRows {
    let path: String
    /// How many bytes the file has.
    private(set) var bytes: Int
    private(set) var pending = Data()
    private var file: FileHandle?

    /// Begins a file, or goes on with one after its first bytes.
    init(path: String, resumingAt bytes: Int) {
        self.path = path
        self.bytes = bytes
    }

    /// Whether the file still holds what an import wrote that is to be resumed.
    static func isIntact(_ path: String, bytes: Int) -> Bool {
        guard bytes > 0 else { return true }
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        return (size?.intValue ?? 0) >= bytes
    }

    func add(line: Int, _ reason: String) {
        if bytes == 0 && pending.isEmpty { pending += Data("line,reason\n".utf8) }
        pending += Data("\(line),\(DelimitedWriter.quoted(reason, separator: ","))\n".utf8)
    }

    /// Brings what was added to the disk.
    func flush() throws {
        guard !pending.isEmpty else { return }
        do {
            let file = try self.file ?? open()
            self.file = file
            try file.write(contentsOf: pending)
            try file.synchronize()
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(.full, "\(path): can't be written: \(error.localizedDescription)")
        }
        bytes += pending.count
        pending = Data()
    }

    private func open() throws -> FileHandle {
        if bytes == 0 {
            guard FileManager.default.createFile(atPath: path, contents: nil) else {
                throw StoreError(.unreadable, "\(path): can't be written: \(String(cString: strerror(errno)))")
            }
        }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.truncate(atOffset: UInt64(bytes))
        try file.seekToEnd()
        return file
    }
}
