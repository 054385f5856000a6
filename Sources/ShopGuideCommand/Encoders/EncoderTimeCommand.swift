import ArgumentParser
import FewShotPretrained
import Foundation
import ShopGuideExperiments

/// `shopguide encoder time`.
struct EncoderTimeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "time",
        abstract: "Measures how long an encoder takes for a title or a picture, alone and in a batch.",
        discussion: """
            Example:
              shopguide encoder time minilm --threads 2 --format json

            Titles are those of the built-in catalogue, or the lines of a file; pictures are noise of 224 × 224 pixels. Processor time is \
            that of all threads together, which other programs on the machine disturb less than the clock. Scripts/bench encoders races \
            these times against Hugging Face's transformers.
            """
    )

    @Argument(help: "The encoder's name.")
    var name: String
    @Option(name: .long, help: ArgumentHelp("A file with a title on each line.", valueName: "file"))
    var titles: String?
    @Option(name: .long, help: "Titles or pictures of a batch.")
    var batch = 32
    @Option(name: .long, help: "Batches that are measured; the median counts.")
    var repeats = 9
    @OptionGroup var folder: EncoderFolderArguments
    @OptionGroup var threads: ThreadArguments
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        guard (1...1024).contains(batch) else {
            throw ValidationError("--batch must be from 1 to 1024, not \(batch)")
        }
        guard repeats >= 1 else { throw ValidationError("--repeats must be at least 1, not \(repeats)") }
    }

    func run() throws {
        try threads.apply()
        let encoder = try folder.folder().encoder(named: name)
        let lines = try titles.map { file in
            try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
        }
        let speed = try EncoderSpeed(encoder, titles: lines ?? [], batch: batch, repeats: repeats)
        switch format {
        case .json: try Output.result(json: speed)
        case .text: try Output.result(Self.text(speed))
        }
    }

    private static func text(_ speed: EncoderSpeed) -> String {
        func shown(_ time: EncoderSpeed.Milliseconds) -> String {
            String(format: "%.2f ms (%.2f ms of processor time)", time.clock, time.processor)
        }
        return [("title", speed.titles), ("picture", speed.pictures)].compactMap { what, times in
            times.map {
                "one \(what) takes \(shown($0.single)); of \(speed.batch) together each \(shown($0.batched)); \(speed.threads) threads"
            }
        }.joined(separator: "\n")
    }
}
