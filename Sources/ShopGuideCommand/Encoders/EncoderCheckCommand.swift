import ArgumentParser
import FewShotPretrained
import Foundation
import ShopGuideExperiments

/// `shopguide encoder check`.
struct EncoderCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Measures how well an encoder keeps the built-in catalogue's categories apart.",
        discussion: """
            Example:
              shopguide encoder check mobilenet

            Twenty products of each category are embedded: their pictures, drawn icons of 28 × 28 grey pixels, or their English titles. \
            Tasks of five categories are then answered by class means under the cosine of centred embeddings, without any training. \
            Guessing is right in 20 %. Photos of a real shop are easier for encoders of photos than these icons.
            """
    )

    @Argument(help: "The encoder's name.")
    var name: String
    @Option(name: .long, help: "Tasks of each number.")
    var episodes = 500
    @OptionGroup var folder: EncoderFolderArguments
    @OptionGroup var threads: ThreadArguments
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        guard episodes >= 1 else { throw ValidationError("--episodes must be at least 1, not \(episodes)") }
    }

    func run() throws {
        try threads.apply()
        let encoder = try folder.folder().encoder(named: name)
        let check = try EncoderCheck(encoder, episodes: episodes, monitor: Terminal.interruptible())
        switch format {
        case .json: try Output.result(json: check)
        case .text: try Output.result(Self.text(check))
        }
    }

    private static func text(_ check: EncoderCheck) -> String {
        [("pictures", check.pictures), ("titles", check.titles)].compactMap { what, found in
            found.map { found in
                "\(check.encoder), \(what) of \(found.products) products in \(found.categories) categories, \(found.ways)-way:\n"
                    + "  1 example \(Output.percent(found.oneShot)), 5 examples \(Output.percent(found.fiveShot)), guessing "
                    + "\(Output.percent(found.chance)); \(String(format: "%.1f ms", found.milliseconds)) each"
            }
        }.joined(separator: "\n")
    }
}
