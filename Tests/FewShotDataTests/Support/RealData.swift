import Foundation

/// Real data sets beside the package, which are not part of it.
enum RealData {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/data").path(percentEncoded: false)
    /// Pictures as phones and shops send them.
    static let photos = URL(filePath: folder).deletingLastPathComponent().appending(path: "feeds/photos")
        .path(percentEncoded: false)

    static let omniglot = "\(folder)/omniglot/omniglot_105.zip"
    static let lake = "\(folder)/omniglot/all_runs.zip"
    static let grocery = "\(folder)/grocery/grocery84.zip"

    static var hasPhotos: Bool { FileManager.default.fileExists(atPath: photos) }
    static var hasOmniglot: Bool { FileManager.default.fileExists(atPath: omniglot) }
    static var hasLake: Bool { FileManager.default.fileExists(atPath: lake) }
    static var hasGrocery: Bool { FileManager.default.fileExists(atPath: grocery) }
}
