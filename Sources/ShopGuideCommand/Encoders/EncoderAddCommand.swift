import ArgumentParser
import FewShotPretrained
import ShopGuideExperiments

extension TorchScriptOptions.Pooling: ExpressibleByArgument {}
extension TorchScriptOptions.Fit: ExpressibleByArgument {}
extension PictureResampling: ExpressibleByArgument {}
extension EncoderPrecision: ExpressibleByArgument {}

/// `shopguide encoder add`.
struct EncoderAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Checks a pretrained encoder by loading it, and gives it a name.",
        discussion: """
            Example:
              shopguide encoder add mobilenet torchscript:mobilenet_v2.pt --size 224 --mean 0.5 --deviation 0.5
              shopguide encoder add minilm hf:all-MiniLM-L6-v2

            A TorchScript file runs code of its own when it is loaded: add only what you trust. Its file doesn't say which pictures it \
            takes; the options do, or FILE.json beside it, or else they are those of networks that were trained on ImageNet.
            """
    )

    @Argument(help: "The name: letters, digits, - and _.")
    var name: String
    @Argument(help: "torchscript:FILE or hf:FOLDER.")
    var source: String

    @Option(name: .long, help: ArgumentHelp("Pixels on a side of its pictures.", valueName: "pixels"))
    var size: Int?
    @Option(
        name: .long, parsing: .upToNextOption,
        help: "The mean of each channel of pixels in 0…1: one number, or three.")
    var mean: [Double] = []
    @Option(name: .long, parsing: .upToNextOption, help: "The deviation of each channel: one number, or three.")
    var deviation: [Double] = []
    @Option(name: .long, help: "How several outputs for one picture become one: their mean, or the first.")
    var pooling: TorchScriptOptions.Pooling?
    @Option(name: .long, help: "How a picture becomes a square: its middle is cut out, or it is stretched.")
    var fit: TorchScriptOptions.Fit?
    @Option(name: .long, help: "How pictures are resized.")
    var resampling: PictureResampling?

    @Option(
        name: .long,
        help:
            "The numbers that a folder's network computes with; bfloat16 is quicker where the processor has units for it."
    )
    var precision = EncoderPrecision.float32

    @OptionGroup var folder: EncoderFolderArguments
    @OptionGroup var threads: ThreadArguments
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        let isFolder: Bool
        do throws(PretrainedError) {
            try EncoderFolder.check(name: name)
            if case .folder = try EncoderSource(parsing: source) { isFolder = true } else { isFolder = false }
        } catch { throw ValidationError("\(error)") }
        if isFolder, let option = given.first {
            throw ValidationError("\(option) is for torchscript:FILE; a folder says it in preprocessor_config.json")
        }
        if !isFolder, precision != .float32 {
            throw ValidationError("--precision \(precision.rawValue) is for hf:FOLDER; a TorchScript file has its own")
        }
    }

    /// The options that say which pictures the network takes.
    private var given: [String] {
        let all: [(String, Bool)] = [
            ("--size", size != nil), ("--mean", !mean.isEmpty), ("--deviation", !deviation.isEmpty),
            ("--pooling", pooling != nil), ("--fit", fit != nil), ("--resampling", resampling != nil),
        ]
        return all.filter(\.1).map(\.0)
    }

    func run() throws {
        try threads.apply()
        guard !EncoderChoice.isReserved(name) else {
            throw CommandError("\(name) is one of the program's own encoders: choose another name")
        }
        let folder = try folder.folder()
        let source = try EncoderSource(parsing: source)
        if case .torchScript(let path) = source {
            Output.note("note: loading \(path) runs code that it holds; add only files that you trust")
        }
        let encoder = try folder.add(name, source, options: try options(of: source), precision: precision)
        let report = try EncoderReport(measuring: encoder)
        switch format {
        case .json: try Output.result(json: report)
        case .text: try Output.result("\(report.text)\nNext: shopguide encoder check \(name)")
        }
    }

    /// The pictures that a TorchScript network takes: what is given here, over what `FILE.json` says.
    private func options(of source: EncoderSource) throws -> TorchScriptOptions? {
        guard case .torchScript = source, !given.isEmpty else { return nil }
        var options = try TorchScriptOptions(besides: source.url)
        options.size = size ?? options.size
        if !mean.isEmpty { options.mean = mean }
        if !deviation.isEmpty { options.deviation = deviation }
        options.pooling = pooling ?? options.pooling
        options.fit = fit ?? options.fit
        options.resampling = resampling ?? options.resampling
        return options
    }
}
