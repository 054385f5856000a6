import FewShotDigests
import Foundation
import ShopGuideExperiments
import ShopGuideFetch
import ShopGuideStore

/// A table of the web, fetched into a folder of its own that is removed when this is.
final class FetchedTable {
    /// The file.
    let file: URL
    /// The address, without what may be a secret.
    let name: String
    /// The name of the file, for others beside it.
    let fileName: String
    private let folder: URL
    private let version: WebFile.Version
    private let setting: String

    /// Fetches a table; there is none where the server says that nothing has changed.
    ///
    /// - Parameters:
    ///   - text: The address.
    ///   - store: The store that knows which version the same command imported; nil where there is none yet.
    /// - Throws: ``FetchError``.
    init?(_ text: String, knownTo store: (any Store)?) throws {
        let address = try FetchAddress(text)
        (name, fileName) = (address.shown, address.fileName.isEmpty ? "fetched" : address.fileName)
        // The same options, too, for a table that is read in another way is another one.
        let command = CommandLine.arguments.dropFirst().joined(separator: "\0")
        setting = "fetched \(SHA256.hexadecimal(of: Array(command.utf8)))"
        let known = try store?.setting(setting).flatMap {
            try? JSONDecoder().decode(WebFile.Version.self, from: Data($0.utf8))
        }
        folder = FileManager.default.temporaryDirectory.appending(path: "shopguide-\(UUID().uuidString)")
        file = folder.appending(component: fileName.replacing("/", with: "_"))
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var web = WebFile(address)
        // Whoever types an address may ask their own network.
        web.limits.allowsPrivate = true
        let interruption = Interruption()
        var bar: ProgressBar?
        let result: WebFile.Result
        do {
            result = try web.fetch(to: file, unlessAt: known ?? WebFile.Version()) { bytes, of in
                if let of { bar = bar ?? ProgressBar("fetch", total: of) }
                bar?.show(bytes)
                return !interruption.isRequested
            }
            bar?.clear()
        } catch {
            bar?.clear()
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
        guard case .fetched(_, let version) = result else {
            try? FileManager.default.removeItem(at: folder)
            return nil
        }
        self.version = version
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Keeps which version was imported.
    func remember(in store: any Store) throws {
        guard version != WebFile.Version() else { return }
        let text = String(decoding: try JSONEncoder().encode(version), as: UTF8.self)
        try store.write { try $0.set(setting, to: text) }
    }
}
