import ArgumentParser
import Foundation
import ShopGuide

/// Trained learners of shoppers, for commands that recommend.
struct ShopperModelArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Trained learners of shoppers, each in a folder of its own (default: those that came with shopguide).",
            valueName: "folder"))
    var shoppers: String?

    /// The learners.
    ///
    /// - Throws: ``CommandError`` where a folder was named and has none; ``ModelError`` for one that can't be read.
    func models() throws -> [ShopperModel] {
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

/// What came with the program.
enum Shipped {
    /// A folder, looked for here, in the checkout that the program was built in, and where it was installed.
    static func folder(_ name: String) -> URL? {
        let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        let places = [
            URL(filePath: name), program.appending(path: "../../../\(name)"), program.appending(path: "../../\(name)"),
            program.appending(path: "../share/shopguide/\(name)"),
        ]
        return places.first { FileManager.default.fileExists(atPath: $0.path) }?.standardizedFileURL
    }
}
