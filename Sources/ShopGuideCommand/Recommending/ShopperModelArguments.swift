import ArgumentParser
import Foundation
import ShopGuide

/// The option that names trained learners of shoppers, for commands that recommend.
struct ShopperModelArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Trained learners of shoppers, each in a folder of its own (default: those that came with shopguide).",
            valueName: "folder"))
    var shoppers: String?

    /// The learners, or only the one of a name.
    ///
    /// - Throws: ``CommandError`` where a folder was named and has none; ``ModelError`` for one that can't be read.
    func models(named name: String) throws -> [ShopperModel] { try all().filter { $0.name == name } }

    /// All learners.
    func all() throws -> [ShopperModel] {
        if let shoppers {
            let models = try ShopperModel.all(in: URL(filePath: shoppers))
            guard !models.isEmpty else {
                throw CommandError("\(shoppers): there are no trained learners of shoppers in it")
            }
            return models
        }
        return try Shipped.folder("Models/shoppers").map(ShopperModel.all) ?? []
    }
}
