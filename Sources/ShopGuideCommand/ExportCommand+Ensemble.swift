import ArgumentParser
import FewShotLearning
import Foundation
import ShopGuide
import ShopGuideExperiments

extension ExportCommand {
    /// `shopguide export ensemble`.
    struct Ensemble: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Joins trained prototypical networks into one that averages their distances.",
            discussion: """
                Example:
                  shopguide export ensemble --model runs/one --model runs/two --model runs/three --output runs/ensemble

                The models are of one architecture and trained on the same classes, with seeds of their own, say. Their embeddings stand \
                side by side. Every command takes the ensemble as it takes a model; train --teacher makes one network of it.
                """
        )

        @Option(name: .long, help: ArgumentHelp("A model's folder; two or more are given.", valueName: "folder"))
        var model: [String] = []
        @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write.", valueName: "folder"))
        var output: String

        func validate() throws {
            if let (_, name) = model.enumerated().first(where: { model.prefix($0).contains($1) }) {
                throw ValidationError("--model \(name) is given twice")
            }
        }

        func run() throws {
            let target = URL(filePath: output)
            if FileManager.default.fileExists(atPath: target.appending(path: "model.safetensors").path) {
                throw CommandError("\(output) holds a model: choose another --output")
            }
            let joined = Result {
                try ModelFolder(target, registry: .shop).join(
                    model.map { ModelFolder(URL(filePath: $0), registry: .shop) })
            }
            // Models that can't be joined say so themselves; what else fails is writing.
            if case .failure(let error as ModelError) = joined { throw error }
            try writing(in: target) { try joined.get() }
            Output.note("\(output): an ensemble of \(model.count) models")
        }
    }
}
