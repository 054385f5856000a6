/// The rows that were rejected, in memory as long as they are few, else in a file.
package final class RejectionList {
    private static let memoryBytes = 1 << 20
    private var bytes: [UInt8] = []
    private var file: ScratchFile?

    /// Creates an empty list.
    package init() {}

    /// Adds a row's line and the reason.
    ///
    /// - Throws: ``FeedError`` where the disk is full.
    package func add(line: Int, _ reason: String) throws {
        let text = "line \(line): \(reason)".utf8
        withUnsafeBytes(of: UInt32(4 + text.count)) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: text)
        if bytes.count >= Self.memoryBytes { try flush() }
    }

    /// Ends the list; no more rows can be added.
    package func finish() throws { if file != nil { try flush() } }

    /// Returns a reader of the rows, as blocks of text.
    package func reader() throws -> BlockReader {
        try file.map { try BlockReader($0, 0..<$0.count, buffer: 64 << 10) } ?? BlockReader(copying: bytes)
    }

    private func flush() throws {
        let file = try file ?? ScratchFile()
        self.file = file
        _ = try bytes.withUnsafeBytes { try file.append($0) }
        bytes.removeAll(keepingCapacity: true)
    }
}
