import FewShotTensors
public import Foundation

/// A source of a pretrained encoder as a user names it: `torchscript:FILE` or `hf:FOLDER`.
public enum EncoderSource: Sendable, Hashable {
    /// A TorchScript file; loading it runs code of the file.
    case torchScript(path: String)
    /// A folder in the layout of Hugging Face, of which nothing is run.
    case folder(path: String)

    /// The forms of a source, for help and messages.
    public static let usage = "torchscript:FILE or hf:FOLDER"

    /// Parses `KIND:PATH`; the path becomes absolute, and a leading `~/` the user's home folder.
    ///
    /// - Throws: ``PretrainedError`` that says what may be written.
    public init(parsing text: String) throws(PretrainedError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, ["torchscript", "hf"].contains(parts[0]) else {
            throw PretrainedError(.badSource, "source \"\(text.prefix(200))\": write \(Self.usage)")
        }
        guard !parts[1].isEmpty, !parts[1].utf8.contains(0) else {
            throw PretrainedError(.badSource, "source \"\(text.prefix(200))\": write the path too: \(Self.usage)")
        }
        let path = Self.absolute(parts[1])
        self = parts[0] == "hf" ? .folder(path: path) : .torchScript(path: path)
    }

    /// The file or folder.
    public var url: URL {
        switch self {
        case .torchScript(let path): URL(filePath: path, directoryHint: .notDirectory)
        case .folder(let path): URL(filePath: path, directoryHint: .isDirectory)
        }
    }

    private static func absolute(_ path: String) -> String {
        var path = path
        if path == "~" || path.hasPrefix("~/") {
            path = FileManager.default.homeDirectoryForCurrentUser.path(percentEncoded: false) + path.dropFirst(2)
        }
        let url = URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
        return url.count > 1 && url.hasSuffix("/") ? String(url.dropLast()) : url
    }
}

extension EncoderSource: CustomStringConvertible {
    /// The source as it is written: `torchscript:/models/mobilenet_v2.pt`.
    public var description: String {
        switch self {
        case .torchScript(let path): "torchscript:\(path)"
        case .folder(let path): "hf:\(path)"
        }
    }
}

extension EncoderSource {
    /// Returns the digest that an encoder of this source has, without loading it: nothing is run.
    ///
    /// - Parameters:
    ///   - options: The pictures that a TorchScript network takes.
    ///   - precision: The numbers that it computes with.
    /// - Returns: The SHA-256 of all that decides on embeddings, in hexadecimal.
    /// - Throws: ``PretrainedError`` for files that can't be read.
    public func digest(
        _ options: TorchScriptOptions?, _ precision: EncoderPrecision = .float32
    ) throws(PretrainedError) -> String {
        switch self {
        case .folder:
            // A folder that isn't there would have a digest too.
            _ = try Settings(contentsOf: url.appending(path: "config.json"))
            return precision.digest(ofFiles: try FolderDigest.hexadecimal(of: url))
        case .torchScript:
            let options = if let options { options } else { try TorchScriptOptions(besides: url) }
            return FolderDigest.hexadecimal(ofScript: try FolderDigest.hexadecimal(ofFile: url), options)
        }
    }

    /// Loads the encoder; a TorchScript file's code is run.
    ///
    /// - Parameters:
    ///   - options: The pictures that a TorchScript network takes; those of `FILE.json` beside it where `nil`.
    ///   - precision: The numbers that it is to compute with.
    ///   - device: The place of its weights.
    /// - Returns: The encoder.
    /// - Throws: ``PretrainedError`` with the file, what is wrong with it and what to do.
    func encoder(
        _ options: TorchScriptOptions?, _ precision: EncoderPrecision, on device: Device
    ) throws(PretrainedError) -> PretrainedEncoder {
        switch self {
        case .torchScript:
            guard precision == .float32 else {
                throw PretrainedError(
                    .unsupported,
                    "a TorchScript network computes with the numbers that it was written with; \(precision.rawValue) is for folders"
                )
            }
            return try PretrainedEncoder(torchScript: url, options: options, on: device)
        case .folder: return try PretrainedEncoder(folder: url, precision: precision).on(device)
        }
    }
}
