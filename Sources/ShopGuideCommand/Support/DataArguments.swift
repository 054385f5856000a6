import ArgumentParser
import FewShotData
import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideExperiments

extension SplitScheme: ExpressibleByArgument {}
extension Split: ExpressibleByArgument {}
extension EvaluationProtocol: ExpressibleByArgument {}
extension Metric: ExpressibleByArgument {}
extension TestTimeAugmentation: ExpressibleByArgument {}
extension ProductParts.Part: ExpressibleByArgument {}

/// The options that say which data, shared by all commands that read some.
struct DataArguments: ParsableArguments {
    @Option(name: .long, help: "The data: \(DataName.usage).")
    var data: String

    @Option(name: .long, help: "How classes are divided into train, validation and test.")
    var scheme: SplitScheme?

    @Option(
        name: .long,
        help: ArgumentHelp("Where train.txt, val.txt and test.txt of the scheme vinyals lie.", valueName: "folder"))
    var splits: String?

    @Option(
        name: .long,
        help: ArgumentHelp("A CSV file of lines file,class, for images:… without class folders.", valueName: "file"))
    var labels: String?

    @Option(name: .long, help: "Height and width of the images in pixels; 28 for Omniglot, 84 for photos.")
    var size: Int?

    @Option(name: .long, help: "1 for grey, 3 for RGB.")
    var channels: Int?

    @Option(name: .long, help: "The seed of the draw, for schemes that draw classes (default: 0).")
    var draw: UInt64?

    @Flag(
        inversion: .prefixedNo,
        help: "Make each quarter turn of an Omniglot character a class of its own (default: for scheme vinyals).")
    var rotations: Bool?

    @Option(
        name: .long, parsing: .upToNextOption,
        help: "What of products is encoded: image, title, attributes, vector (default: all that there is).")
    var parts: [ProductParts.Part] = []

    @Flag(name: .long, help: "Leave damaged images out instead of stopping at them.")
    var skipDamaged = false

    @Flag(name: .long, help: "Keep no cache of decoded images.")
    var noCache = false

    func validate() throws {
        do { _ = try DataName(parsing: data) } catch { throw ValidationError("--data: \(error)") }
        if let size, !(1...1024).contains(size) { throw ValidationError("--size must be from 1 to 1024, not \(size)") }
        if let channels, channels != 1 && channels != 3 {
            throw ValidationError("--channels must be 1 (grey) or 3 (RGB), not \(channels)")
        }
    }

    /// Loads the data and prints what a user should know of it; the choices of the `trained` model at hand are the defaults, and products
    /// are laid out as a model reads them that goes on from here. What pretrained encoders see of products isn't in their rows. Nothing is
    /// printed where `isSilent`.
    func load(
        like trained: ModelDescription? = nil, for continued: Architecture? = nil, isPretrained: Bool = false,
        on device: Device, isSilent: Bool = false
    ) throws -> LoadedData {
        var options = DataOptions()
        options.device = device
        options.ink = trained?.trainedInk
        let source = try DataName(parsing: data)
        if let division = trained?.provenance.flatMap({ Division($0.data.scheme) }) {
            // Products are divided in one way, of which the seed of the draw alone is a choice.
            if source.isCatalog { options.draw = division.draw ?? options.draw } else { options.divide(as: division) }
        }
        options.scheme = scheme ?? options.scheme
        // The built-in pictures are as they are; a model that takes others learns so from the shape.
        var shape: [Int]?
        if case .images = source {
            shape = trained?.architecture.pretrained?.picture ?? trained?.architecture.imageShape
        }
        options.size = size ?? shape?.last
        options.channels = channels ?? shape?.first
        options.splitsDirectory = splits
        options.labels = labels
        options.draw = draw ?? options.draw
        options.rotations = rotations ?? options.rotations
        options.damage = skipDamaged ? .skip : .refuse
        options.cacheDirectory =
            noCache ? nil : DataOptions.cacheDirectory(environment: ProcessInfo.processInfo.environment)
        if isPretrained, !parts.isEmpty {
            throw CommandError("--parts is for the encoder of columns; pretrained encoders see what they take")
        }
        let wanted: Set<ProductParts.Part>? =
            parts.isEmpty ? isPretrained && source.isCatalog ? [.title] : nil : Set(parts)
        let loaded = try source.load(
            options, parts: wanted,
            layout: parts.isEmpty ? (trained?.architecture ?? continued)?.parts : nil)
        if !isSilent { for note in loaded.notes { Output.note(note) } }
        return loaded
    }
}
