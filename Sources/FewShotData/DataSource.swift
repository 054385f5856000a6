import Foundation

/// A source of images as a user names it: `KIND:PATH`.
public enum DataSource: Sendable, Hashable {
    /// Omniglot in a zip file or a folder.
    case omniglot(path: String)
    /// A folder or a zip file in which a folder of images is a class, or ``DataOptions/labels`` say the classes.
    case images(path: String)

    /// The forms of a source, for help and messages.
    public static let usage = "omniglot:ZIP-or-FOLDER or images:ZIP-or-FOLDER"

    /// Parses `KIND:PATH`; a leading `~/` is the user's home folder, for shells leave it alone after a colon.
    public init(parsing text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.count == 2 ? Self.expanded(String(parts[1])) : nil
        switch (parts.first.map(String.init), path) {
        case ("omniglot", let path?) where !path.isEmpty: self = .omniglot(path: path)
        case ("images", let path?) where !path.isEmpty: self = .images(path: path)
        case ("omniglot"?, _), ("images"?, _):
            throw DataError(.badRequest, "data \"\(text)\": the path is missing; write \(parts[0]):ZIP-or-FOLDER")
        case (let kind?, .some):
            throw DataError(.badRequest, "data \"\(text)\": unknown kind \"\(kind)\"; use \(Self.usage)")
        default: throw DataError(.badRequest, "data \"\(text)\": it is not KIND:PATH; use \(Self.usage)")
        }
    }

    /// Loads and divides the data.
    public func load(_ options: DataOptions = DataOptions()) throws -> LoadedData {
        switch self {
        case .omniglot(let path):
            guard options.labels == nil else {
                throw DataError(.badRequest, "labels aren't for omniglot, whose folders are its classes")
            }
            return try Omniglot(path: path, options: options).divided(options)
        case .images(let path): return try ImageFolders(path: path, options: options).divided(options)
        }
    }

    private static func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/") else { return path }
        return FileManager.default.homeDirectoryForCurrentUser.path(percentEncoded: false) + path.dropFirst(2)
    }
}

extension DataSource: CustomStringConvertible {
    /// The source as a user writes it.
    public var description: String {
        switch self {
        case .omniglot(let path): "omniglot:\(path)"
        case .images(let path): "images:\(path)"
        }
    }
}
