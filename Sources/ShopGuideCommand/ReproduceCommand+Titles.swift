import ArgumentParser
import FewShotPretrained
import Foundation
import ShopGuideExperiments

extension TitleTableResults: MarkdownTable {}

extension ReproduceCommand {
    func validateTitles() throws {
        for text in data {
            let name: DataName
            do { name = try DataName(parsing: text) } catch { throw ValidationError("--data: \(error)") }
            switch name {
            case .offers, .journey: break
            default: throw ValidationError("table \(table) takes journey:TABLE and offers:TABLE, not \(text)")
            }
        }
        guard learner.isEmpty else {
            throw ValidationError("table \(table) has no --learner: it shows all of its rows")
        }
        guard encoder.count == 1 else {
            throw ValidationError("table \(table) needs one encoder of texts: --encoder NAME of shopguide encoder list")
        }
        guard episodes >= 1 else { throw ValidationError("--episodes must be at least 1, not \(episodes)") }
    }

    func runTitles() throws {
        let folder = URL(filePath: output).appending(path: TitleTable.name)
        let table = try TitleTable(
            sources: try data.map(DataName.init(parsing:)),
            encoder: try encoders.folder().encoder(named: encoder[0]),
            models: URL(filePath: models), episodes: episodes, seed: seed, monitor: Terminal.interruptible())
        try show(table.results(), of: TitleTable.name, folder, published: TitleTable.name)
    }
}
