import FewShotDigests
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The page's style sheets and scripts, at paths that change with their content.
struct PageAssets: Sendable {
    private struct Asset: Sendable {
        var bytes: ByteBuffer
        var type: String
    }

    private let assets: [String: Asset]
    /// The path of all files: `/page/5f0c…`.
    let folder: String

    init() {
        let types = ["css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"]
        let files = EmbeddedFiles.files(endingIn: types.keys)
        assets = Dictionary(
            uniqueKeysWithValues: files.map { name, bytes in
                let type = types[String(name.split(separator: ".").last ?? "")] ?? "application/octet-stream"
                return (name, Asset(bytes: ByteBuffer(bytes: bytes), type: "\(type); charset=utf-8"))
            })
        let all = Data(files.flatMap { Array($0.name.utf8) + $0.bytes })
        folder = "/page/\(SHA256.hexadecimal(of: all).prefix(16))"
    }

    /// Returns a file, to be cached forever: its path changes with its content.
    ///
    /// - Throws: ``Problem`` 404 for an unknown name.
    func response(named name: String) throws -> Response {
        guard let asset = assets[name] else { throw Problem.missing("page file \"\(name)\"") }
        return Response(
            status: .ok,
            headers: [.contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: asset.bytes))
    }
}
