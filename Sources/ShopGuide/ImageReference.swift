import Foundation

/// The location of a product's picture, understood from ``Product/image``.
public enum ImageReference: Sendable, Hashable {
    /// A file on this machine: `file:///photos/mug.jpg`.
    case file(path: String)
    /// A member of a zip file on this machine: `file:///photos.zip#kitchen/mug.jpg`.
    case member(String, archive: String)
    /// The drawn picture of a product of the built-in catalogue: `builtin:mug-07`.
    case builtin(product: String)
    /// Something else, such as an address on the web; it is kept, but not read.
    case other(String)

    /// Understands a text.
    public init(_ text: String) {
        if text.hasPrefix("builtin:") {
            self = .builtin(product: String(text.dropFirst("builtin:".count)))
        } else if text.hasPrefix("file:"), let url = URL(string: text), url.host() ?? "" == "" {
            let path = url.path(percentEncoded: false)
            self = url.fragment(percentEncoded: false).map { .member($0, archive: path) } ?? .file(path: path)
        } else {
            self = .other(text)
        }
    }

    /// The text that stands for this place.
    public var text: String {
        switch self {
        case .file(let path): return URL(filePath: path).absoluteString
        case .member(let name, let archive):
            let encoded = name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? name
            return "\(URL(filePath: archive).absoluteString)#\(encoded)"
        case .builtin(let product): return "builtin:\(product)"
        case .other(let text): return text
        }
    }
}
