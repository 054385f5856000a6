import ArgumentParser
import ShopGuide
import ShopGuideApplication

/// `shopguide experiment`.
struct ExperimentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "Begins, shows and stops experiments with two recommenders side by side.",
        discussion: """
            Example:
              shopguide experiment begin summer --a content --b popular
              shopguide experiment show summer
              shopguide experiment stop summer

            A running service follows within a second.
            """,
        subcommands: [List.self, Begin.self, Show.self, Stop.self]
    )

    private static func line(_ experiment: ExperimentSummary) -> String {
        "\(experiment.name)  \(experiment.a) and \(experiment.b), \(experiment.design.rawValue)  "
            + (experiment.stopped.value.map { "stopped \($0.text)" } ?? "running")
    }

    /// `shopguide experiment list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the experiments.",
            discussion: """
                Example:
                  shopguide experiment list --format json
                """
        )

        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let shop = try arguments.shop()
            let experiments = try CallingThread.run { try await shop.experiments().map(ExperimentSummary.init) }
            try arguments.print(experiments, experiments.map(ExperimentCommand.line))
        }
    }

    /// `shopguide experiment begin`.
    struct Begin: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begins an experiment.",
            discussion: """
                Example:
                  shopguide experiment begin summer --a content --b popular --design interleaved
                """
        )

        @Argument(help: "The experiment's name.")
        var name: String
        @Option(name: .long, help: "The learner of arm a.")
        var a: String
        @Option(name: .long, help: "The learner of arm b.")
        var b: String
        @Option(name: .long, help: "split: each shopper has one arm; interleaved: every list is drawn from both.")
        var design = Experiment.Design.split
        @Option(name: .long, help: "The share of shoppers in arm b, 0 to 1.")
        var share = 0.5
        @OptionGroup var trained: ShopperModelArguments
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let shop = try arguments.shop(shoppers: try trained.all())
            let experiment = Experiment(name: name, a: a, b: b, design: design, share: share, started: .now)
            try CallingThread.run { try await shop.begin(experiment) }
            let summary = ExperimentSummary(experiment)
            try arguments.print(summary, [ExperimentCommand.line(summary)])
        }
    }

    /// `shopguide experiment show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows an experiment with its result so far.",
            discussion: """
                Example:
                  shopguide experiment show summer --format json
                """
        )

        @Argument(help: "The experiment's name.")
        var name: String
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let (shop, name) = (try arguments.shop(), name)
            let report = try CallingThread.run {
                let (experiment, result) = try await shop.experiment(name)
                return ExperimentReport(experiment, result)
            }
            func line(_ name: String, _ arm: ExperimentReport.Arm) -> String {
                "  \(name)  \(arm.shoppers) shoppers, \(arm.clicks.count) clicked, \(arm.purchases.count) bought"
            }
            try arguments.print(
                report,
                [
                    ExperimentCommand.line(report.experiment), line("a", report.results.a),
                    line("b", report.results.b),
                ])
        }
    }

    /// `shopguide experiment stop`.
    struct Stop: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stops an experiment; one that has stopped stays as it is.",
            discussion: """
                Example:
                  shopguide experiment stop summer
                """
        )

        @Argument(help: "The experiment's name.")
        var name: String
        @OptionGroup var arguments: ShopArguments

        func run() throws {
            let (shop, name) = (try arguments.shop(), name)
            let summary = ExperimentSummary(try CallingThread.run { try await shop.stop(experiment: name) })
            try arguments.print(summary, [ExperimentCommand.line(summary)])
        }
    }
}

extension Experiment.Design: ExpressibleByArgument {}
