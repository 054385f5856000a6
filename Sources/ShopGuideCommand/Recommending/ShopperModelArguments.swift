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

    /// The learner of a name, with all those that it is made of.
    ///
    /// - Throws: ``CommandError`` where a folder was named and has none; ``ModelError`` for one that can't be read.
    func models(for name: String) throws -> [ShopperModel] {
        let all = try all()
        return name == ShopperLearnerKind.blend.rawValue ? all : all.filter { $0.name == name }
    }

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
