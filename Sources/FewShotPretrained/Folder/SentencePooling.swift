import Foundation

/// The steps after a text's network, as sentence-transformers writes them beside it: `modules.json` and the pooling's folder.
struct SentencePooling {
    var pooling: TextLayout.Pooling
    var isNormalized = false

    /// Reads the steps; `default` where the folder has none.
    ///
    /// - Throws: ``PretrainedError`` for steps that aren't known here.
    init(folder: URL, default: TextLayout.Pooling) throws(PretrainedError) {
        pooling = `default`
        let url = folder.appending(path: "modules.json")
        guard BoundedFile.exists(url) else { return }
        let file = url.path(percentEncoded: false)
        let data = try BoundedFile.read(url, maximum: Bounds.json)
        guard let modules = try? JSONDecoder().decode([Module].self, from: data) else {
            throw PretrainedError(.malformed, file: file, "is not a list of modules, each with a type and a path")
        }
        for module in modules {
            switch module.type.split(separator: ".").last {
            case "Transformer": continue
            case "Normalize": isNormalized = true
            case "Pooling":
                guard WeightFiles.isPlain(module.path) else {
                    throw PretrainedError(
                        .outsideFolder, file: file,
                        "names the folder \"\(module.path.prefix(100))\", and only names within the folder are allowed")
                }
                pooling = try Self.pooling(Settings(contentsOf: folder.appending(path: "\(module.path)/config.json")))
            default:
                throw PretrainedError(
                    .unsupported, file: file,
                    "has the module \"\(module.type.prefix(100))\"; known are Transformer, Pooling and Normalize")
            }
        }
    }

    private struct Module: Decodable {
        let type: String
        let path: String
    }

    private static let names: [String: TextLayout.Pooling?] = [
        "cls": .first, "cls_token": .first, "mean": .mean, "mean_tokens": .mean, "lasttoken": .last,
        "max": nil, "max_tokens": nil, "mean_sqrt_len_tokens": nil, "weightedmean": nil, "weightedmean_tokens": nil,
    ]

    private static func pooling(_ settings: Settings) throws(PretrainedError) -> TextLayout.Pooling {
        var chosen: [String] = []
        if let mode = try settings.text("pooling_mode") { chosen.append(mode) }
        for name in names.keys.sorted() where try settings.flag("pooling_mode_\(name)", default: false) {
            chosen.append(name)
        }
        guard chosen.count == 1, let pooling = names[chosen[0]] ?? nil else {
            throw settings.wrong(
                "pooling_mode",
                "must be one of mean, cls and lasttoken (got \(chosen.joined(separator: " and ").prefix(100)))", nil,
                .unsupported)
        }
        return pooling
    }
}
