import ArgumentParser
import Foundation
import ShopGuideApplication
import ShopGuideStore

/// The option that says what sees products, shared by all commands that teach or ask.
struct CategoryModelArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What sees products: a model that was trained on catalog:… (default: the one that came with shopguide).",
            valueName: "folder"))
    var model: String?

    /// The model's folder.
    ///
    /// - Throws: ``CommandError`` where the one that came with shopguide isn't there.
    func folder() throws -> URL {
        if let model { return URL(filePath: model) }
        return try Self.shipped()
    }

    /// The folder of the model that came with shopguide.
    ///
    /// - Throws: ``CommandError`` where it isn't there.
    static func shipped() throws -> URL {
        guard let found = Shipped.folder("Models/products") else {
            throw CommandError("the model that came with shopguide isn't here: name one with --model FOLDER")
        }
        return found
    }

    /// The categories that were taught to a store; says which are left out, for another model was taught them.
    func categories(of store: any Store) throws -> ShopCategories {
        let categories = try ShopCategories(store, try CategoryModel(try folder()))
        if !categories.others.isEmpty {
            Output.note("taught with another model, and left out here: \(categories.others.joined(separator: ", "))")
        }
        return categories
    }
}
