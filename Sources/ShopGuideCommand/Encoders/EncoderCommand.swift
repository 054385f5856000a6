import ArgumentParser
import FewShotPretrained
import Foundation
import ShopGuideExperiments

/// `shopguide encoder`.
struct EncoderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encoder",
        abstract: "Names pretrained encoders of pictures and texts, which models are then trained on.",
        discussion: """
            Example:
              shopguide encoder add mobilenet torchscript:mobilenet_v2.pt --size 224 --mean 0.5 --deviation 0.5
              shopguide encoder check mobilenet
              shopguide train prototypical --data images:grocery84.zip --scheme coarse --encoder mobilenet --output runs/head

            A source is torchscript:FILE, whose code is run whenever it is loaded, or hf:FOLDER in the layout of Hugging Face, \
            of which nothing is run. Weights stay where they are; the folder of encoders has a small file for each name.
            """,
        subcommands: [
            EncoderAddCommand.self, List.self, Show.self, Remove.self, EncoderCheckCommand.self,
            EncoderTimeCommand.self,
        ]
    )

    /// `shopguide encoder list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the encoders.",
            discussion: """
                Example:
                  shopguide encoder list --format json
                """
        )

        @OptionGroup var folder: EncoderFolderArguments
        @Option(name: .long, help: "How the result is printed.")
        var format: OutputFormat = .text

        func run() throws {
            let folder = try folder.folder()
            let reports = try folder.names().map { EncoderReport($0, try folder.record(named: $0)) }
            switch format {
            case .json: try Output.result(json: reports)
            case .text:
                let place = folder.url.path(percentEncoded: false)
                if reports.isEmpty { Output.note("\(place) has no encoders; next: shopguide encoder add NAME SOURCE") }
                for report in reports {
                    try Output.result(
                        "\(report.name)  \(report.family)  \(report.reads)  \(report.dimensions)  \(report.source)")
                }
            }
        }
    }

    /// `shopguide encoder show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows an encoder, and whether its source is as it was when it was added.",
            discussion: """
                Example:
                  shopguide encoder show mobilenet
                """
        )

        @Argument(help: "The encoder's name.")
        var name: String
        @OptionGroup var folder: EncoderFolderArguments
        @Option(name: .long, help: "How the result is printed.")
        var format: OutputFormat = .text

        func run() throws {
            let report = EncoderReport(name, try folder.folder().checkedRecord(named: name))
            switch format {
            case .json: try Output.result(json: report)
            case .text: try Output.result(report.text)
            }
        }
    }

    /// `shopguide encoder remove`.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes an encoder's name; its weights stay where they are.",
            discussion: """
                Example:
                  shopguide encoder remove mobilenet
                """
        )

        @Argument(help: "The encoder's name.")
        var name: String
        @OptionGroup var folder: EncoderFolderArguments

        func run() throws {
            try folder.folder().remove(name)
            Output.note("encoder \"\(name)\" is removed; models that were trained with it need it back to answer")
        }
    }
}
