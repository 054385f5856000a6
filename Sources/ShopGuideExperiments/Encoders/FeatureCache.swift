import FewShotDigests
import FewShotTensors
import Foundation

/// Features that pretrained encoders made of data, kept in a folder between starts: embedding is the longest part of training on them.
///
/// A file is named for a digest of the encoder, the pictures and all else that decides on the bits. It holds that again with a SHA-256
/// of the features; what doesn't match is ignored and made anew. The files that were used longest ago make room for new ones.
package struct FeatureCache {
    /// The folder, which need not exist yet.
    package let folder: URL
    /// The bytes of all files together, at most.
    package let limit: Int

    /// Names a folder and the bytes that it may have.
    package init(folder: URL, limit: Int = 4 << 30) {
        self.folder = folder
        self.limit = limit
    }

    private static let suffix = ".features"
    private static let tensor = "features"

    private func file(_ key: String) -> URL {
        folder.appending(component: SHA256.hexadecimal(of: Data(key.utf8)).prefix(32) + Self.suffix)
    }

    /// Returns the features of a key; `nil` where there are none, or none that are sound.
    package func read(_ key: String) -> Tensor? {
        let file = file(key)
        guard let contents = try? Safetensors(contentsOf: file), contents.metadata["key"] == key,
            let features = contents.tensors[Self.tensor], features.rank == 2,
            let bytes = try? features.bytes(), contents.metadata["digest"] == SHA256.hexadecimal(of: Data(bytes))
        else { return nil }
        // The time of its last use decides which file goes first.
        try? FileManager.default.setAttributes(
            [.modificationDate: Date()], ofItemAtPath: file.path(percentEncoded: false))
        return features
    }

    /// Keeps features for the next start; those that have no room at all are left out.
    ///
    /// - Throws: The error of a folder that can't be written.
    package func write(_ features: Tensor, for key: String) throws {
        let bytes = Data(try features.bytes())
        guard bytes.count <= limit else { return }
        let contents = Safetensors(
            tensors: [Self.tensor: features], metadata: ["key": key, "digest": SHA256.hexadecimal(of: bytes)])
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = file(key)
        try contents.write(to: file)
        try makeRoom(keeping: file)
    }

    private func makeRoom(keeping newest: URL) throws {
        let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys))
            .filter { $0.lastPathComponent.hasSuffix(Self.suffix) }
            .compactMap { file in (try? file.resourceValues(forKeys: keys)).map { (file, $0) } }
        var total = files.reduce(0) { $0 + ($1.1.fileSize ?? 0) }
        func age(_ values: URLResourceValues) -> Date { values.contentModificationDate ?? .distantPast }
        for (file, values) in files.sorted(by: { age($0.1) < age($1.1) })
        where total > limit && file.lastPathComponent != newest.lastPathComponent {
            try? FileManager.default.removeItem(at: file)
            total -= values.fileSize ?? 0
        }
    }
}
