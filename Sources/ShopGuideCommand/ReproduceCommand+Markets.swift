import ArgumentParser
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore
import ShopGuideExperiments

/// A table of shoppers and markets that can be reproduced.
enum MarketTable: String, CaseIterable {
    case markets
    case shoppers
    case guide

    /// The abstract, one sentence.
    var abstract: String {
        switch self {
        case .markets:
            "what shoppers take next in known markets, for cold shoppers, and in a new market, beside EASE and popularity"
        case .shoppers: "what new households buy next from a few purchases, and whether it helps to forget"
        case .guide: "what each learner of the guide ranks first for the built-in catalogue's made-up shoppers"
        }
    }
}

/// Results that can be read as Markdown.
protocol MarkdownTable {
    var markdown: String { get }
}

extension MarketResults: MarkdownTable {}
extension GuideTable.Results: MarkdownTable {}

extension ReproduceCommand {
    func validateMarkets() throws {
        guard data.count <= 1 else {
            throw ValidationError("table \(table) takes one --data, a folder, not \(data.count)")
        }
        guard table != MarketTable.guide.rawValue || data.isEmpty else {
            throw ValidationError("table guide takes no --data: it is of the built-in catalogue")
        }
        let others = [
            ("--splits", splits != nil), ("--challenge", challenge != nil), ("--no-cache", noCache),
            ("--encoder", !encoder.isEmpty),
        ]
        if let (option, _) = others.first(where: \.1) {
            throw ValidationError("table \(table) has no \(option): that is for tables of categories")
        }
        if let name = learner.first {
            throw ValidationError("table \(table) has no --learner \(name): it shows all of its rows")
        }
    }

    func run(_ table: MarketTable) throws {
        let folder = URL(filePath: output).appending(path: table.rawValue)
        if data.isEmpty, table != .guide {
            Output.note("no --data FOLDER: the made-up shoppers of the built-in catalogue are taken")
        }
        let terminal = Terminal.interruptible()
        let run = MarketRun(
            source: data.first.map { URL(filePath: $0) }, model: Shipped.folder("Models/catalogues"), seed: seed,
            budget: budget, folder: folder, resume: resume, width: TensorRuntime.threads, monitor: terminal)
        switch table {
        case .markets: try show(run.markets(), of: table.rawValue, folder)
        case .shoppers: try show(run.shoppers(), of: table.rawValue, folder)
        case .guide:
            if FileManager.default.fileExists(atPath: folder.path), !resume {
                throw CommandError("\(output)/\(table.rawValue) is there already: choose another --output")
            }
            let models = URL(filePath: models)
            let guide = GuideTable(
                shoppers: try ShopperModel.all(in: models.appending(path: "shoppers")),
                model: try CategoryModel(models.appending(path: "products")), seed: seed, monitor: terminal)
            try show(guide.results(), of: table.rawValue, folder)
        }
    }

    func show(
        _ results: some MarkdownTable & Encodable, of table: String, _ folder: URL, published: String? = nil
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let (json, markdown) = (try encoder.encode(results), results.markdown)
        func write(_ name: String, _ tableName: String, in folder: URL) throws {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try DurableFile.write(json, to: folder.appending(path: "\(name).json"))
            try DurableFile.write(Data(markdown.utf8), to: folder.appending(path: "\(tableName).md"))
        }
        try write("results", "table", in: folder)
        if publish {
            let source = data.first.map { URL(filePath: $0).lastPathComponent } ?? "builtin"
            let name = published ?? "\(table)-\(source)"
            try write(name, name, in: URL(filePath: "Docs/results"))
        }
        switch format {
        case .json: try Output.result(json: results)
        case .text: try Output.result("\(markdown)\nResults: \(folder.path(percentEncoded: false))")
        }
    }
}
