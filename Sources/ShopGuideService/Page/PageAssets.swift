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
        let files: [(String, [UInt8])] = [
            ("api.js", PackageResources.api_js),
            ("card.js", PackageResources.card_js),
            ("categories.js", PackageResources.categories_js),
            ("columns.js", PackageResources.columns_js),
            ("dom.js", PackageResources.dom_js),
            ("draft.js", PackageResources.draft_js),
            ("dropzone.js", PackageResources.dropzone_js),
            ("experiments.js", PackageResources.experiments_js),
            ("frame.js", PackageResources.frame_js),
            ("gauge.js", PackageResources.gauge_js),
            ("guide.js", PackageResources.guide_js),
            ("icon.svg", PackageResources.icon_svg),
            ("imports.js", PackageResources.imports_js),
            ("keys.js", PackageResources.keys_js),
            ("map.js", PackageResources.map_js),
            ("markets.js", PackageResources.markets_js),
            ("metrics.js", PackageResources.metrics_js),
            ("models.js", PackageResources.models_js),
            ("opened.js", PackageResources.opened_js),
            ("page.css", PackageResources.page_css),
            ("reason.js", PackageResources.reason_js),
            ("search.js", PackageResources.search_js),
            ("signin.js", PackageResources.signin_js),
            ("trainings.js", PackageResources.trainings_js),
            ("views.css", PackageResources.views_css),
            ("words.js", PackageResources.words_js),
        ]
        let types = ["css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"]
        assets = Dictionary(
            uniqueKeysWithValues: files.map { name, bytes in
                let type = types[String(name.split(separator: ".").last ?? "")] ?? "application/octet-stream"
                return (name, Asset(bytes: ByteBuffer(bytes: bytes), type: "\(type); charset=utf-8"))
            })
        let all = Data(files.flatMap { Array($0.0.utf8) + $0.1 })
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
