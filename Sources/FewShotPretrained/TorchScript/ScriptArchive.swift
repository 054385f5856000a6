import Foundation

/// The checks of a TorchScript file before LibTorch reads it: LibTorch allocates what the archive's directory says.
///
/// Tensors are stored as they are; source texts are deflated. LibTorch unpacks each entry into as many bytes as the directory says
/// and refuses one that has more, so that bounds on what it says bound what is unpacked.
enum ScriptArchive {
    /// Entries of an archive: a tensor, or a source text, each.
    static let maximumEntries = 65_535
    /// Bytes of a file.
    static let maximumSize = 8 << 30
    /// Bytes that all deflated entries, source texts, unpack to.
    static let maximumText = 256 << 20
    /// The factor by which a deflated entry may grow when it is unpacked; source texts grow 3 to 10 times.
    static let maximumRatio = 100

    /// Throws unless the bytes are a TorchScript archive whose contents are bounded.
    static func check(_ archive: Data, file: String) throws(PretrainedError) {
        let entries: [ZipEntry]
        do { entries = try ZipEntry.directory(of: archive, maximum: maximumEntries) } catch {
            throw PretrainedError(.notTorchScript, file: file, "is not TorchScript: \(error.message); \(remedy)")
        }
        try checkSizes(entries, in: archive, file: file)
        guard entries.contains(where: { $0.name.hasSuffix("/constants.pkl") }) else {
            let isCheckpoint = entries.contains { $0.name.hasSuffix("/data.pkl") }
            let kind =
                isCheckpoint ? "a checkpoint of torch.save, weights without a network" : "another kind of zip archive"
            throw PretrainedError(.notTorchScript, file: file, "is not TorchScript but \(kind); \(remedy)")
        }
    }

    private static let remedy = "write one by torch.jit.trace(network.eval(), example).save(FILE)"

    private static func checkSizes(_ entries: [ZipEntry], in archive: Data, file: String) throws(PretrainedError) {
        func refused(_ message: String) -> PretrainedError {
            PretrainedError(.oversizedArchive, file: file, "is refused: \(message)")
        }
        var (stored, text) = (0, 0)
        for entry in entries {
            guard !entry.isEncrypted, entry.method == 0 || entry.method == 8 else {
                throw PretrainedError(
                    .notTorchScript, file: file,
                    "is not TorchScript: \"\(entry.name)\" is encrypted or packed in a way that torch.jit.save doesn't use"
                )
            }
            guard entry.stored <= archive.count, entry.offset <= archive.count - entry.stored else {
                throw refused("\"\(entry.name)\" lies outside the file")
            }
            stored += entry.stored
            if entry.method == 0 {
                guard entry.unpacked == entry.stored else {
                    throw refused(
                        "\"\(entry.name)\" has \(entry.stored) bytes and says that it unpacks to \(entry.unpacked)")
                }
            } else {
                let (most, isLarge) = max(entry.stored, 64).multipliedReportingOverflow(by: maximumRatio)
                guard isLarge || entry.unpacked <= most else {
                    throw refused(
                        "\"\(entry.name)\" unpacks from \(entry.stored) to \(entry.unpacked) bytes; \(maximumRatio) times is the most"
                    )
                }
                // Bounded one by one, so that the sum can't overflow.
                guard entry.unpacked <= maximumText, text + entry.unpacked <= maximumText else {
                    throw refused("its texts unpack to more than \(maximumText) bytes")
                }
                text += entry.unpacked
            }
            guard stored <= archive.count else { throw refused("its entries overlap") }
        }
    }
}
