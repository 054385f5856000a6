import FewShotTensors
public import Foundation
package import ShopGuide
package import ShopGuideStore

/// The snapshots of a shop's products: one file for each model that saw them lately.
///
/// A snapshot can be made again at any time, from the store; one that isn't right is passed over. It has no shoppers in it, for those may be
/// erased.
public struct SnapshotFolder: Sendable {
    /// The folder; it is there once a snapshot is.
    public let url: URL

    /// The models of which snapshots are kept.
    private static let kept = 2
    private static let suffix = "snapshot"

    /// Creates the folder at a place.
    public init(_ url: URL) { self.url = url }

    /// Creates the folder of a store: beside it, or that of its tenant in a folder for all.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - tenant: The tenant whose store it is.
    ///   - common: A folder for the snapshots of all stores.
    /// - Throws: ``StoreError`` where the store can't be read.
    init(of store: any Store, _ tenant: String, in common: URL?) throws {
        guard let common else {
            self.init(
                store.companion.deletingLastPathComponent().appending(
                    component: "\(store.companion.lastPathComponent).snapshots"))
            return
        }
        // Two databases may have the same name.
        let feed = try store.latestChange().feed.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(12)
        self.init(common.appending(component: "\(tenant)-\(feed)"))
    }

    /// Returns the file of a model's snapshot.
    package func file(ofModel digest: String) -> URL {
        url.appending(component: "\(digest.prefix(16)).\(Self.suffix)")
    }

    /// Writes the snapshot of a catalogue.
    ///
    /// - Parameters:
    ///   - catalogue: The products.
    ///   - position: The position in the store's feed up to which changes are in them.
    /// - Throws: The error of a folder that can't be written; the snapshot before is in its place then.
    package func save(_ catalogue: ProductCatalogue, at position: ChangePosition) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        let header = SnapshotHeader(model: catalogue.modelDigest, position: position, products: catalogue.count)
        try SnapshotFile.write(to: file(ofModel: catalogue.modelDigest), header) { try catalogue.write(to: $0) }
        removeOldest()
    }

    /// Reads the snapshot of a model; nil where there is none.
    ///
    /// - Parameters:
    ///   - digest: The digest of the model.
    ///   - feed: The identity of the store's feed.
    /// - Returns: The products, and the position in the feed up to which changes are in them.
    /// - Throws: ``SnapshotError`` for one that is damaged, or of another store or model.
    package func catalogue(
        ofModel digest: String, feed: String
    ) throws -> (catalogue: ProductCatalogue, position: ChangePosition)? {
        let file = file(ofModel: digest)
        guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else { return nil }
        let (header, catalogue) = try SnapshotFile.read(file) { header in
            guard header.model == digest else { throw SnapshotError("it is of another model") }
            guard header.position.feed == feed else { throw SnapshotError("it is of another store") }
        } _: { reader in
            try ProductCatalogue(&reader, modelDigest: digest)
        }
        return (catalogue, header.position)
    }

    /// Removes all snapshots but the newest, and what killed processes left.
    private func removeOldest() {
        try? DurableFile.removeLeftovers(in: url)
        let key = URLResourceKey.contentModificationDateKey
        let files = try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: [key])
        let dated = (files ?? []).filter { $0.pathExtension == Self.suffix }.map { file in
            (file: file, date: (try? file.resourceValues(forKeys: [key]).contentModificationDate) ?? .distantPast)
        }
        for old in dated.sorted(by: { $0.date > $1.date }).dropFirst(Self.kept) {
            try? FileManager.default.removeItem(at: old.file)
        }
    }
}
