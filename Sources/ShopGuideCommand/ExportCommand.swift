import ArgumentParser
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideExperiments

/// `shopguide export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Makes of a model what is handed on.",
        discussion: """
            Example:
              shopguide export weights --model runs/relation --output Models/omniglot-relation
            """,
        subcommands: [Weights.self, Ensemble.self]
    )

    /// `shopguide export weights`.
    struct Weights: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes a model with its weights in half precision: half the size.",
            discussion: """
                Example:
                  shopguide export weights --model runs/relation --output Models/omniglot-relation

                Weights keep 11 significant bits; evaluate shows what that costs, which is next to nothing. Description and \
                metrics are handed on, checkpoints are not.
                """
        )

        @Option(name: .long, help: ArgumentHelp("The model's folder.", valueName: "folder"))
        var model: String
        @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write.", valueName: "folder"))
        var output: String

        func run() throws {
            let (source, target) = (URL(filePath: model), URL(filePath: output))
            if FileManager.default.fileExists(atPath: target.appending(path: "model.safetensors").path) {
                throw CommandError("\(output) holds a model: choose another --output")
            }
            let loaded = try ModelFolder(source, registry: .shop).load()
            for (name, tensor) in loaded.learner.namedTensors where try tensor.absolute().max().scalar() > 65_504 {
                throw CommandError(
                    "\(model): tensor \"\(name)\" has numbers above 65504, which half precision can't hold")
            }
            try writing(in: target) {
                try ModelFolder(target, registry: .shop).save(loaded.learner, loaded.description, precision: .float16)
                let metrics = source.appending(path: "metrics.jsonl")
                guard let lines = try? Data(contentsOf: metrics) else { return }
                try DurableFile.write(lines, to: target.appending(path: "metrics.jsonl"))
            }
            Output.note("\(output): \(loaded.learner.parameterCount) parameters in half precision")
        }
    }
}
