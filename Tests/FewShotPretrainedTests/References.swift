import FewShotTensors
import Foundation
import Testing

/// Reference outputs of the original implementations, which `Tests/References/networks.py` writes; not part of the repository.
enum References {
    /// The folder: `SHOPGUIDE_REFERENCES`, else `.references` at the project's root.
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["SHOPGUIDE_REFERENCES"] {
            return URL(filePath: path, directoryHint: .isDirectory)
        }
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return root.appending(path: ".references", directoryHint: .isDirectory)
    }()

    static let advice: Comment = "write the references first: python Tests/References/networks.py .references"

    /// Whether a reference is there.
    static func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: name).path(percentEncoded: false))
    }

    /// The tensors of a file.
    static func tensors(_ name: String) throws -> [String: Tensor] {
        try Safetensors(contentsOf: folder.appending(path: name)).tensors
    }
}

/// The largest difference of two tensors of one shape; infinite where the shapes differ.
func largestDifference(_ a: Tensor, _ b: Tensor) throws -> Double {
    guard a.shape == b.shape else { return .infinity }
    return try (a.to(.float64) - b.to(.float64)).absolute().reshaped([-1]).max(0).scalar()
}
