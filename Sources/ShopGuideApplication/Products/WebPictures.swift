import FewShotDigests
import Foundation
import ShopGuideStore

/// The pictures of the web that were fetched for a store: files in a folder beside it, by their addresses' digests.
public struct WebPictures: Sendable {
    /// The folder; it is there once a picture is.
    public let folder: String

    /// Creates the pictures of a store.
    public init(beside store: any Store) { folder = "\(store.companion.path(percentEncoded: false)).pictures" }

    /// Returns the file of a picture, which may not be there; nil where an address isn't of the web.
    func file(of address: String) -> String? {
        guard Self.isOnWeb(address) else { return nil }
        let name = SHA256.hexadecimal(of: Data(address.utf8))
        return "\(folder)/\(name.prefix(2))/\(name)"
    }

    /// Returns whether a picture was fetched.
    func isFetched(_ address: String) -> Bool { file(of: address).map { access($0, R_OK) == 0 } ?? false }

    /// Returns the bytes of a picture, if it was fetched.
    func bytes(of address: String) -> [UInt8]? {
        file(of: address).flatMap { try? Data(contentsOf: URL(filePath: $0)) }.map { [UInt8]($0) }
    }

    /// Returns whether a picture's place is an address of the web.
    static func isOnWeb(_ address: String) -> Bool { address.hasPrefix("https://") || address.hasPrefix("http://") }
}
