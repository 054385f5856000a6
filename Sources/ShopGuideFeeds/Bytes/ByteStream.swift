import CZlib
import Foundation

/// The bytes of a file, unpacked where it is gzipped, from the beginning to the end.
package final class ByteStream {
    private let file: gzFile
    private let path: String

    /// Opens a file.
    package init(path: String) throws {
        self.path = path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw FeedError(.unreadable, "\(path): a folder, not a table")
        }
        guard let file = gzopen(path, "rb") else {
            throw FeedError(.unreadable, "\(path): can't be read: \(String(cString: strerror(errno)))")
        }
        gzbuffer(file, 1 << 18)
        self.file = file
    }

    deinit { gzclose(file) }

    /// The bytes of the file, packed as it is, that have been read.
    package var offset: Int { max(0, Int(gzoffset(file))) }

    /// Fills a buffer as far as there are bytes; returns how many, 0 at the end only.
    ///
    /// - Throws: ``FeedError`` where the file can't be read or is damaged, cut short say.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = gzread(file, buffer.baseAddress, UInt32(min(buffer.count, 1 << 30)))
        if count > 0 { return Int(count) }
        var code: Int32 = 0
        let reason = gzerror(file, &code).map { String(cString: $0) } ?? ""
        guard code == Z_OK || code == Z_STREAM_END else {
            let words = code == Z_BUF_ERROR ? "it is cut short" : reason
            throw FeedError(.damaged, "\(path): can't be unpacked: \(words)")
        }
        return 0
    }
}
