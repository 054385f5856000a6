import ArgumentParser
import FewShotLearning
import Foundation
import ShopGuideApplication

/// `shopguide training`.
struct TrainingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "training",
        abstract: "Shows trainings of models, those that are running among them.",
        discussion: """
            Example:
              shopguide training list
              shopguide training show first

            Trainings are the folders in runs, here, and those beside the model.
            """,
        subcommands: [List.self, Show.self]
    )

    /// The options of both.
    struct Arguments: ParsableArguments {
        @OptionGroup var model: CategoryModelArguments
        @Option(name: .long, help: "The format of the result: text or json.")
        var format: OutputFormat = .text

        var trainings: TrainingCatalog {
            get throws {
                TrainingCatalog(beside: try model.model.map { URL(filePath: $0) } ?? CategoryModelArguments.shipped())
            }
        }
    }

    /// `shopguide training list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the trainings.",
            discussion: """
                Example:
                  shopguide training list --format json
                """
        )

        @OptionGroup var arguments: Arguments

        func run() throws {
            let list = try arguments.trainings.trainings().map(TrainingSummary.init)
            switch arguments.format {
            case .json: try Output.result(json: list)
            case .text: try Output.result(list.map(Self.line).joined(separator: "\n"))
            }
        }

        private static func line(_ training: TrainingSummary) -> String {
            let accuracy = training.validationAccuracy.value.map { String(format: ", validation %.2f %%", 100 * $0) }
            return "\(training.id)  \(training.state.rawValue), \(training.learner.value ?? "no model yet"), "
                + "\(training.epochs) epochs\(accuracy ?? "")"
        }
    }

    /// `shopguide training show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a training, epoch by epoch.",
            discussion: """
                Example:
                  shopguide training show first --format json
                """
        )

        @Argument(help: "The training's name in the list.")
        var name: String
        @OptionGroup var arguments: Arguments

        func run() throws {
            let training = try arguments.trainings.training(name)
            switch arguments.format {
            case .json: try Output.result(json: training)
            case .text:
                try Output.result(
                    (["\(training.id): \(training.state.rawValue)"] + training.epochs.map(Self.line))
                        .joined(separator: "\n"))
            }
        }

        private static func line(_ epoch: EpochReport) -> String {
            String(
                format: "  epoch %d, step %d: loss %.4f, accuracy %.2f %%, validation %.2f ± %.2f %%%@", epoch.epoch,
                epoch.step, epoch.loss, 100 * epoch.accuracy, 100 * epoch.validationAccuracy,
                100 * epoch.validationConfidence95, epoch.isBest ? " (best)" : "")
        }
    }
}
