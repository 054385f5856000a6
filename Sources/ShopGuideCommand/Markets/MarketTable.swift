import ArgumentParser
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideStore

/// A table of shoppers and markets that can be reproduced.
enum MarketTable: String, CaseIterable {
    case markets
    case shoppers

    /// What it shows.
    var abstract: String {
        switch self {
        case .markets:
            "what shoppers take next in known markets, for cold shoppers, and in a new market, beside EASE and popularity"
        case .shoppers: "what new households buy next from a few purchases, and whether it helps to forget"
        }
    }
}

extension ReproduceCommand {
    func validateMarkets() throws {
        guard data.count <= 1 else {
            throw ValidationError("table \(table) takes one --data, a folder, not \(data.count)")
        }
        if let name = learner.first {
            throw ValidationError("table \(table) has no --learner \(name): it shows all of its rows")
        }
    }

    func run(_ table: MarketTable) throws {
        let folder = URL(filePath: output).appending(path: table.rawValue)
        if FileManager.default.fileExists(atPath: folder.path), !resume {
            throw CommandError("\(output)/\(table.rawValue) is there already: choose another --output")
        }
        guard let source = data.first else {
            throw CommandError(
                "table \(table.rawValue) needs --data FOLDER: market files *.txt or *.tsv, each with the header "
                    + "\"userId itemId rate date\"")
        }
        let run = MarketRun(
            source: URL(filePath: source), seed: seed, budget: budget, model: folder.appending(path: "model"))
        let results = try run.results(table)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try DurableFile.write(try encoder.encode(results), to: folder.appending(path: "results.json"))
        let markdown = results.markdown
        try DurableFile.write(Data(markdown.utf8), to: folder.appending(path: "table.md"))
        switch format {
        case .json: try Output.result(json: results)
        case .text: try Output.result("\(markdown)\nResults: \(folder.path(percentEncoded: false))")
        }
    }
}
