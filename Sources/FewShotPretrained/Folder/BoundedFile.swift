import Foundation

/// Files of a folder that nobody vouches for: only regular ones are opened, and none beyond a size.
enum BoundedFile {
    /// Whether there is a regular file.
    static func exists(_ url: URL) -> Bool { size(of: url) != nil }

    /// The bytes of a regular file; `nil` for anything else.
    static func size(of url: URL) -> Int? {
        var status = stat()
        guard stat(url.path(percentEncoded: false), &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return Int(status.st_size)
    }

    /// Returns the bytes of a file.
    ///
    /// - Throws: ``PretrainedError/Code/missingFile`` where it isn't there or can't be read, ``PretrainedError/Code/outOfBounds`` where
    ///   it has more than `maximum` bytes.
    static func read(_ url: URL, maximum: Int) throws(PretrainedError) -> Data {
        let file = url.path(percentEncoded: false)
        guard let size = size(of: url) else {
            let isThere = access(file, F_OK) == 0
            throw PretrainedError(
                .missingFile, file: file, isThere ? "is not a regular file" : "is missing")
        }
        guard size <= maximum else {
            throw PretrainedError(.outOfBounds, file: file, "has \(size) bytes; \(maximum) are the most")
        }
        do { return try Data(contentsOf: url) } catch {
            throw PretrainedError(.missingFile, file: file, "can't be read: \(String(cString: strerror(errno)))")
        }
    }
}
