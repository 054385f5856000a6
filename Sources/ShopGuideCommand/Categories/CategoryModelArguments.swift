import ArgumentParser
import FewShotPretrained
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideExperiments
import ShopGuideStore
import Synchronization

/// The option that names the model that encodes products, shared by all commands that teach or ask.
struct CategoryModelArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The model that encodes products: one that was trained on catalog:… (default: the store's active model).",
            valueName: "folder"))
    var model: String?

    /// The folder of the model that came with shopguide.
    ///
    /// - Throws: ``CommandError`` where it isn't there.
    static func shipped() throws -> URL {
        guard let found = Shipped.folder("Models/catalogues") else {
            throw CommandError("the model that came with shopguide isn't here: name one with --model FOLDER")
        }
        return found
    }

    /// Opens a shop.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - shoppers: The trained learners of shoppers.
    ///   - isFixed: Whether a model that was named is active whatever the store says.
    ///   - areShoppersFixed: Whether these learners are used whatever was activated in the store.
    ///   - encoders: The folder of pretrained encoders; the user's where `nil`.
    ///   - device: The device that computes.
    ///   - withoutLearned: Receives the reason why the learners that are active in the store can't be read, where the shop is to be
    ///     opened without them.
    /// - Returns: The shop.
    /// - Throws: ``CommandError`` where the shipped model isn't there, or the error of a store or model that can't be used.
    func shop(
        of store: StoreArguments, shoppers: [ShopperModel] = [], isFixed: Bool = true, areShoppersFixed: Bool = false,
        encoders: EncoderFolder? = nil, on device: Device = .cpu,
        withoutLearned: (@Sendable (GuideError) -> Void)? = nil
    ) throws -> Shop {
        let folder = try model.map { URL(filePath: $0) } ?? Self.shipped()
        let known =
            encoders
            ?? EncoderFolder.standard(environment: ProcessInfo.processInfo.environment).map { EncoderFolder($0) }
        let models = ModelCatalog(
            folder, isFixed: isFixed && model != nil, on: device,
            encoders: PretrainedEncoders(known, on: device) { Output.note($0) })
        var options = Shop.Options(models: models, shoppers: try ShopperModels(shoppers, isFixed: areShoppersFixed))
        options.withoutLearned = withoutLearned
        let bar = EncodingProgress()
        options.progress = { bar.show($0, of: $1) }
        return try Shop(try store.open(), options)
    }

    /// Opens a shop for its categories; says which are inactive, for they were taught with another model.
    func categories(of store: StoreArguments) throws -> Shop {
        let shop = try shop(of: store)
        if !shop.inactiveCategories.isEmpty {
            Output.note(
                "taught with another model, and left out here: \(shop.inactiveCategories.joined(separator: ", "))")
        }
        return shop
    }
}

/// The progress of encoding products for the first time.
private final class EncodingProgress: Sendable {
    private let bar = Mutex<ProgressBar?>(nil)

    func show(_ done: Int, of total: Int) {
        bar.withLock { bar in
            if bar == nil { bar = ProgressBar("products", total: total) }
            bar?.show(done, "encoded for the first time")
            if done >= total { bar?.clear() }
        }
    }
}

extension Shop {
    /// Returns the input that a word on the command line names: a product's id, a picture's file or a title.
    func input(_ text: String) async throws -> ClassificationInput {
        var input = ClassificationInput(field: text)
        input.isOneField = true
        if try await hasProduct(shown: text) {
            input.product = text
        } else if FileManager.default.fileExists(atPath: text) {
            input.id = text
            do { input.picture = try [UInt8](Data(contentsOf: URL(filePath: text))) } catch {
                throw CommandError("\(text): can't be read: \(systemReason(of: error))")
            }
        } else {
            let isName = text.contains { "./\\".contains($0) } && !text.contains(" ")
            if isName,
                ["jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "avif"].contains(
                    URL(filePath: text).pathExtension.lowercased())
            {
                throw CommandError("\(text): there is no such file")
            }
            input.title = text
        }
        return input
    }

    /// Returns the inputs that words on the command line name.
    func inputs(_ texts: [String]) async throws -> [ClassificationInput] {
        var inputs: [ClassificationInput] = []
        for text in texts { inputs.append(try await input(text)) }
        return inputs
    }

    /// Returns the examples that words on the command line name, and those that are said to be titles.
    ///
    /// A single word that is no product and no file is sooner a mistyped id than a title.
    func examples(_ texts: [String], titles: [String]) async throws -> [ClassificationInput] {
        var inputs = try await inputs(texts)
        for input in inputs where input.kind == .title && !input.field.contains(where: \.isWhitespace) {
            throw CommandError(
                "there is no product and no file \"\(input.field)\"; if it is a title: --title \"\(input.field)\"")
        }
        for title in titles {
            var input = ClassificationInput(field: title)
            input.isOneField = true
            input.title = title
            inputs.append(input)
        }
        return inputs
    }
}
