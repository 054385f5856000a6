import ArgumentParser
import Foundation
import ShopGuideStore

/// `shopguide backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies a store into a file, while it is in use.",
        discussion: """
            Example:
              shopguide backup backups/shop-monday.sqlite
              shopguide restore backups/shop-monday.sqlite --store copy.sqlite

            The copy is of one moment, is checked, and takes its place only when it is whole and on the disk. Every tenant's \
            store is a file of its own, beside the shop's: each has a backup of its own.
            """
    )

    @Argument(help: "The file to write; one that is there already is replaced.")
    var file: String
    @OptionGroup var store: StoreArguments

    func run() throws {
        let store = try store.open(ifAbsent: .refuse)
        let start = ContinuousClock.now
        let url = URL(filePath: file)
        let folder = url.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try store.backUp(to: url)
        let size = try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
        let seconds = start.duration(to: .now) / .seconds(1)
        Output.note(String(format: "%@: %.1f MB in %.1f s, sound", file, Double(size) / 1e6, seconds))
    }
}
