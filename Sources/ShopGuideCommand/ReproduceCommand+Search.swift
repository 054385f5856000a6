import ArgumentParser
import FewShotTensors
import Foundation
import ShopGuideExperiments

extension SearchTableResults: MarkdownTable {}

extension ReproduceCommand {
    func validateSearch() throws {
        for text in data {
            let name: DataName
            do { name = try DataName(parsing: text) } catch { throw ValidationError("--data: \(error)") }
            guard case .offers = name else { throw ValidationError("table \(table) takes offers:TABLE, not \(text)") }
        }
        guard learner.isEmpty else {
            throw ValidationError("table \(table) has no --learner: it shows all of its rows")
        }
        guard encoder.isEmpty else { throw ValidationError("--encoder is for tables grocery and titles, not \(table)") }
    }

    func runSearch() throws {
        let folder = URL(filePath: output).appending(path: SearchTable.name)
        let table = SearchTable(
            sources: try data.map(DataName.init(parsing:)), models: URL(filePath: models), folder: folder, seed: seed,
            threads: TensorRuntime.threads, monitor: Terminal.interruptible())
        try show(table.results(), of: SearchTable.name, folder, published: SearchTable.name)
    }
}
