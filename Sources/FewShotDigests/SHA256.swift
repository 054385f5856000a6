internal import CLibCrypto
public import Foundation

/// An incremental SHA-256, computed by the system's libcrypto.
///
/// ```swift
/// var hash = SHA256()
/// for chunk in chunks { hash.update(chunk) }
/// let digest = hash.finalize()
/// ```
public struct SHA256: ~Copyable {
    /// The number of bytes of a digest.
    public static let byteCount = 32

    private let context: OpaquePointer

    /// Starts the digest of no bytes.
    public init() {
        // This call and those below fail for want of memory alone.
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, Self.algorithm, nil) == 1 else {
            preconditionFailure("libcrypto can't start a SHA-256")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Appends bytes to what is digested.
    public mutating func update(_ bytes: some ContiguousBytes) {
        let status = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        precondition(status == 1, "libcrypto can't continue a SHA-256")
    }

    /// Returns the digest of all bytes so far.
    public consuming func finalize() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.byteCount)
        precondition(EVP_DigestFinal_ex(context, &digest, nil) == 1, "libcrypto can't finish a SHA-256")
        return digest
    }

    // Fetched once, for a fetch takes longer than the digest of a key; in a library context of its own, so that no
    // configuration file of OpenSSL can take it away. It is immutable and never freed.
    nonisolated(unsafe) private static let algorithm = EVP_MD_fetch(OSSL_LIB_CTX_new(), "SHA2-256", nil)
}

extension SHA256 {
    /// Returns the digest of bytes in memory.
    public static func digest(of bytes: some ContiguousBytes) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }

    /// Returns the digest of bytes in memory, in hexadecimal.
    public static func hexadecimal(of bytes: some ContiguousBytes) -> String { digest(of: bytes).hexadecimal }

    /// Returns the digest of a file, in hexadecimal, as `sha256sum` prints it.
    ///
    /// - Throws: ``UnreadableFile`` where the file can't be opened or read.
    public static func hexadecimal(ofFile url: URL) throws -> String {
        let path = url.path(percentEncoded: false)
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw UnreadableFile(path: path) }
        defer { close(file) }
        // Read piece by piece: a mapped file that someone cuts short meanwhile would end the process.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var hash = SHA256()
        while true {
            let count = read(file, buffer.baseAddress, buffer.count)
            if count == 0 { return hash.finalize().hexadecimal }
            if count > 0 { hash.update(buffer[..<count]) } else if errno != EINTR { throw UnreadableFile(path: path) }
        }
    }
}

extension Sequence<UInt8> {
    /// The bytes as two hexadecimal digits each.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
