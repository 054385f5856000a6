import FewShotPretrained
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import Synchronization
import TinyEncoders

/// A temporary shop on a machine with two encoders of random weights: `eye` for pictures and `reader` for titles.
final class SeeingShop {
    let folder: TemporaryShop
    /// The sentences about encoders that can't be used.
    let notes = Exclusive<[String]>([])

    init() throws {
        folder = try TemporaryShop()
        try TinyEncoder.picture("vit", in: folder.folder)
        try TinyEncoder.text("bert", in: folder.folder)
        try encoders.add("eye", EncoderSource(parsing: "hf:\(path("vit"))"))
        try encoders.add("reader", EncoderSource(parsing: "hf:\(path("bert"))"))
    }

    var encoders: EncoderFolder { EncoderFolder(folder.folder.appending(path: "encoders")) }

    func path(_ name: String) -> String { folder.folder.appending(path: name).path(percentEncoded: false) }

    /// Opens the shop, on a machine with the encoders or without.
    func open(hasEncoders: Bool = true) throws -> Shop {
        let model = folder.model("catalogues")
        if !FileManager.default.fileExists(atPath: model.path(percentEncoded: false)) {
            try FileManager.default.copyItem(at: TrainedShop.models.appending(path: "catalogues"), to: model)
        }
        let notes = notes
        let known = PretrainedEncoders(hasEncoders ? encoders : nil) { note in notes.withLock { $0.append(note) } }
        let shop = try Shop(
            try Stores.open(at: folder.store),
            Shop.Options(models: ModelCatalog(model, encoders: known), shoppers: try ShopperModels([])))
        _ = try shop.builtRecommender()
        return shop
    }

    /// Opens the shop, which sees with encoders once this returns.
    func seeing(_ names: [String] = ["eye", "reader"]) async throws -> Shop {
        let shop = try open()
        try await shop.changeEncoders(adding: names, removing: [])
        try await shop.encode()
        return shop
    }

    /// The names of columns of vectors.
    func columns(_ shop: Shop) async throws -> [String] {
        try await shop.columns().items.filter { $0.kind == .vector }.map(\.name).sorted()
    }
}

extension ClassificationInput {
    static func product(_ id: String) -> ClassificationInput {
        var input = ClassificationInput(field: id)
        input.product = id
        return input
    }

    static func title(_ text: String) -> ClassificationInput {
        var input = ClassificationInput(field: text)
        input.title = text
        return input
    }

    static func picture(_ bytes: [UInt8]) -> ClassificationInput {
        var input = ClassificationInput(field: "picture")
        input.id = "photo"
        input.picture = bytes
        return input
    }
}

extension SeeingShop {
    /// The source of `eye`.
    var eye: EncoderSource { get throws { try EncoderSource(parsing: "hf:\(path("vit"))") } }

    /// Adds another network as `eye`.
    func replaceEye() throws {
        try TinyEncoder.picture("other", seed: 2, in: folder.folder)
        try encoders.add("eye", EncoderSource(parsing: "hf:\(path("other"))"))
    }
}
