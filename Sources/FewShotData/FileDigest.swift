import Crypto
import Foundation

/// SHA-256 of files, as `sha256sum` prints it.
public enum FileDigest {
    /// Returns the digest of bytes in memory, in hexadecimal.
    public static func sha256(of data: Data) -> String { SHA256.hash(data: data).hexadecimal }

    /// Returns the digest of a file.
    ///
    /// - Throws: ``DataError`` where it can't be read.
    public static func sha256(of url: URL) throws -> String {
        guard let data = try? Data(contentsOf: url, options: .mappedIfSafe) else {
            throw DataError(.unreadable, "\(url.path(percentEncoded: false)): it can't be read")
        }
        return SHA256.hash(data: data).hexadecimal
    }
}
