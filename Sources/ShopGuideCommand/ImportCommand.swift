import ArgumentParser
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideExperiments

/// `shopguide import`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes over what was made elsewhere.",
        discussion: """
            Example:
              shopguide import weights relation.safetensors --output runs/published
            """,
        subcommands: [Weights.self]
    )

    /// `shopguide import weights`.
    struct Weights: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a model of weights that PyTorch has trained.",
            discussion: """
                Example:
                  shopguide import weights relation.safetensors --output runs/published

                The file is a safetensors file with the tensors of the authors' relation network (Sung et al., 2018) under their \
                PyTorch names: encoder.layer1.0.weight to encoder.layer4.1.running_var, and relation.layer1.0.weight to \
                relation.fc2.bias. Two state dicts of theirs become one such file with \
                safetensors.torch.save_file({"encoder." + name: tensor, …, "relation." + name: tensor, …}, FILE). \
                Those that they published for Omniglot want --dark-ink --pixel-mean 0.92206 --pixel-deviation 0.08426.
                """
        )

        @Argument(help: "The safetensors file.")
        var file: String
        @Option(name: .long, help: "The learner: relation.")
        var learner = "relation"
        @Option(name: .long, help: "Height and width of the images in pixels.")
        var size = 28
        @Option(name: .long, help: "1 for grey, 3 for RGB.")
        var channels = 1
        @Option(name: .long, help: "Filters in each of the encoder's layers.")
        var width = 64
        @Option(name: .long, help: "What the weights' images had taken away from each pixel.")
        var pixelMean = 0.0
        @Option(name: .long, help: "What each pixel was then divided by.")
        var pixelDeviation = 1.0
        @Flag(name: .long, help: "The weights' images had ink as 0 and paper as 1; ours have it the other way round.")
        var darkInk = false
        @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write.", valueName: "folder"))
        var output: String

        func validate() throws {
            guard learner == "relation" else {
                throw ValidationError("--learner \(learner): weights can be imported for relation alone")
            }
            guard channels == 1 || channels == 3 else {
                throw ValidationError("--channels must be 1 (grey) or 3 (RGB), not \(channels)")
            }
            guard pixelDeviation > 0, pixelDeviation.isFinite, pixelMean.isFinite else {
                throw ValidationError(
                    "--pixel-deviation must be above 0, not \(pixelDeviation), and --pixel-mean a number")
            }
        }

        func run() throws {
            let folder = URL(filePath: output)
            if FileManager.default.fileExists(atPath: folder.appending(path: "model.safetensors").path) {
                throw CommandError("\(output) holds a model: choose another --output")
            }
            let tensors = try Safetensors(contentsOf: URL(filePath: file)).tensors
            let architecture = Architecture(
                learner: learner, encoder: "conv4-relation", width: width, imageShape: [channels, size, size])
            let imported = try RelationWeights.learner(
                from: tensors, architecture,
                pixels: RelationWeights.Pixels(mean: pixelMean, deviation: pixelDeviation, isInkDark: darkInk),
                source: file)
            try writing(in: folder) {
                var description = ModelDescription(architecture: architecture)
                description.ink = darkInk || channels == 1 ? .bright : nil  // the first convolution takes ours now
                try ModelFolder(folder, registry: .shop).save(imported, description)
            }
            Output.note("\(output): a relation network of \(imported.parameterCount) parameters, trained elsewhere")
        }
    }
}
