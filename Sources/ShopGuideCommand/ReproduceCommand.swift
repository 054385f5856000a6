import ArgumentParser
import FewShotData
import FewShotLearning
import FewShotReport
import FewShotTensors
import Foundation
import ShopGuideExperiments

/// `shopguide reproduce`.
struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Trains what a table of results lacks, measures it, and prints it beside what was published.",
        discussion: """
            Example:
              shopguide reproduce omniglot --data omniglot:omniglot_105.zip

            Tables:
            \(TablePlan.all.map { "  \($0.name): \($0.abstract)" }.joined(separator: "\n"))
            \(MarketTable.allCases.map { "  \($0.rawValue): \($0.abstract)" }.joined(separator: "\n"))
              \(CatalogueTable.name): \(CatalogueTable.abstract)
              \(SearchTable.name): \(SearchTable.abstract)
              \(TitleTable.name): \(TitleTable.abstract)

            Models are taken from --models where they are there, as TABLE-LEARNER, and trained in the output folder where not. \
            A run that was stopped goes on with --resume: trainings from their checkpoints, finished numbers as they are. \
            Tables of shoppers and markets go through their fifths and new markets --threads at a time.
            """
    )

    @Argument(
        help: "The table: \(ReproduceCommand.tables.joined(separator: ", "))."
    )
    var table: String
    @Option(
        name: .long,
        help:
            "The data that the table needs: omniglot:ZIP-or-FOLDER, images:ZIP-or-FOLDER; a folder for markets and shoppers."
    )
    var data: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp("Where train.txt, val.txt and test.txt of the scheme vinyals lie.", valueName: "folder"))
    var splits: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Lake's runs (default: all_runs.zip beside Omniglot).", valueName: "zip-or-folder"))
    var challenge: String?
    @Option(name: .long, help: "Only these rows of the table.")
    var learner: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "A pretrained encoder of shopguide encoder list, for the rows of grocery that stand on one, which are left out where none is named, and for titles.",
            valueName: "name"))
    var encoder: [String] = []
    @OptionGroup var encoders: EncoderFolderArguments
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Minutes of training at most, shared by what is missing (default: the table's own).", valueName: "minutes"))
    var budget: Double?
    @Option(name: .long, help: "Episodes of each number.")
    var episodes = 1000
    @Option(name: .long, help: "What decides weights and episodes.")
    var seed: UInt64 = 0
    @Option(name: .long, help: ArgumentHelp("Where trained models are looked for.", valueName: "folder"))
    var models = "Models"
    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output = "runs/reproduce"
    @Flag(name: .long, help: "Go on with what is in the output folder.")
    var resume = false
    @Flag(
        name: .long,
        help: "Put the table into Docs as well: into results.json and results.md, or a file of its own in results.")
    var publish = false
    @Flag(name: .long, help: "Keep no cache of decoded images.")
    var noCache = false
    @OptionGroup var threads: ThreadArguments
    @OptionGroup var device: DeviceArguments
    @OptionGroup var precision: PrecisionArguments
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    /// The names of all tables.
    private static let tables =
        TablePlan.all.map(\.name) + MarketTable.allCases.map(\.rawValue) + [
            CatalogueTable.name, SearchTable.name, TitleTable.name,
        ]

    func validate() throws {
        if let budget, !(budget > 0 && budget <= 100_000) {
            throw ValidationError("--budget must be above 0 and at most 100000 minutes, not \(budget)")
        }
        guard precision.precision == nil || TablePlan.all.contains(where: { $0.name == table && $0.isOfPictures })
        else {
            throw ValidationError("--precision is for tables of pictures, not \(table)")
        }
        guard MarketTable(rawValue: table) == nil else { return try validateMarkets() }
        guard table != CatalogueTable.name else { return try validateCatalogues() }
        guard table != SearchTable.name else { return try validateSearch() }
        guard table != TitleTable.name else { return try validateTitles() }
        guard let plan = TablePlan.all.first(where: { $0.name == table }) else {
            throw ValidationError("unknown table \"\(table)\"; there is \(Self.tables.joined(separator: ", "))")
        }
        for name in learner where !plan.entries.contains(where: { $0.label == name }) {
            let known = plan.entries.map(\.label).joined(separator: ", ")
            throw ValidationError("table \(table) has no row \"\(name)\"; it has \(known)")
        }
        guard encoder.isEmpty || plan.entries.contains(where: \.isPretrained) else {
            throw ValidationError("--encoder is for tables grocery and titles, not \(table)")
        }
        for text in data {
            do { _ = try DataName(parsing: text) } catch { throw ValidationError("--data: \(error)") }
        }
        guard !publish || precision.precision ?? .float32 == .float32 else {
            throw ValidationError("published tables are of --precision float32: leave out --publish or --precision")
        }
        guard episodes >= 1 else { throw ValidationError("--episodes must be at least 1, not \(episodes)") }
    }

    func run() throws {
        try threads.apply()
        precision.apply()
        let device = try device.checked()
        if let table = MarketTable(rawValue: table) { return try run(table) }
        if table == CatalogueTable.name { return try runCatalogues() }
        if table == SearchTable.name { return try runSearch() }
        if table == TitleTable.name { return try runTitles() }
        guard let plan = TablePlan.all.first(where: { $0.name == table }) else { return }
        let folder = URL(filePath: output).appending(path: plan.name)
        if !resume, FileManager.default.fileExists(atPath: folder.path) {
            throw CommandError(
                "\(output)/\(plan.name) is there already: add --resume to go on with it, or choose another --output")
        }
        var options = DataOptions()
        options.device = device
        options.splitsDirectory = splits
        options.cacheDirectory =
            noCache ? nil : DataOptions.cacheDirectory(environment: ProcessInfo.processInfo.environment)
        let chosen = plan.entries.filter { entry in
            learner.isEmpty ? !entry.isPretrained || !encoder.isEmpty : learner.contains(entry.label)
        }
        let pretrained =
            encoder.isEmpty
            ? nil : TablePretrained(names: encoder, features: try encoders.features(isCached: !noCache))
        let reproduction = Reproduction(
            plan: plan, sources: try data.map(DataName.init(parsing:)), models: URL(filePath: models), folder: folder,
            challenge: challenge, episodes: episodes, seed: seed, budget: .seconds(60 * (budget ?? plan.budget)),
            options: options, pretrained: pretrained, command: command(plan), monitor: Terminal.interruptible())
        let rows = try reproduction.run(chosen)
        let markdown = ResultsMarkdown(rows: rows)
        try DurableFile.write(Data(markdown.document.utf8), to: folder.appending(path: "table.md"))
        let report = folder.appending(path: "report.html")
        let content = TableReport(
            plan: plan, rows: rows, folder: folder, models: URL(filePath: models),
            illustrations: try reproduction.illustrations(of: chosen, rows))
        try HTMLReport(content.content()).write(to: report)
        if publish { try publish(rows, of: plan) }
        switch format {
        case .json: try Output.result(json: rows)
        case .text:
            try Output.result("\(markdown.table(plan))\(plan.remark)\nReport: \(report.path(percentEncoded: false))")
        }
    }

    private func publish(_ rows: [ResultRow], of plan: TablePlan) throws {
        let docs = URL(filePath: "Docs")
        let all = try ResultsFile(url: docs.appending(path: "results.json")).replace(table: plan.name, with: rows)
        try DurableFile.write(Data(ResultsMarkdown(rows: all).document.utf8), to: docs.appending(path: "results.md"))
    }

    /// The command that makes the table, free of one machine's folders.
    private func command(_ plan: TablePlan) -> String {
        let names = data.map { text in
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            return parts.count == 2 ? "\(parts[0]):\(URL(filePath: parts[1]).lastPathComponent)" : text
        }
        let options =
            names.map { "--data \($0)" } + encoder.map { "--encoder \($0)" } + ["--seed \(seed)"]
            + (precision.precision.map { ["--precision \($0.rawValue)"] } ?? [])
        return (["shopguide reproduce \(plan.name)"] + options).joined(separator: " ")
    }
}
