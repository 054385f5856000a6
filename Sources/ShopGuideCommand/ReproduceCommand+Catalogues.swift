import ArgumentParser
import Foundation
import ShopGuideExperiments

extension CatalogueResults: MarkdownTable {}

extension ReproduceCommand {
    func validateCatalogues() throws {
        for text in data {
            let name: DataName
            do { name = try DataName(parsing: text) } catch { throw ValidationError("--data: \(error)") }
            switch name {
            case .offers, .journey: break
            default: throw ValidationError("table \(table) takes offers:TABLE and journey:TABLE, not \(text)")
            }
        }
        guard learner.isEmpty else {
            throw ValidationError("table \(table) has no --learner: it shows all of its rows")
        }
        guard encoder.isEmpty else { throw ValidationError("--encoder is for tables grocery and titles, not \(table)") }
        guard episodes >= 1 else { throw ValidationError("--episodes must be at least 1, not \(episodes)") }
    }

    func runCatalogues() throws {
        let folder = URL(filePath: output).appending(path: CatalogueTable.name)
        let table = CatalogueTable(
            sources: try data.map(DataName.init(parsing:)), models: URL(filePath: models), folder: folder,
            episodes: episodes, seed: seed, monitor: Terminal.interruptible())
        try show(table.results(), of: CatalogueTable.name, folder, published: CatalogueTable.name)
    }
}
