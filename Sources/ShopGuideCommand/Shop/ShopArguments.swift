import ArgumentParser
import FewShotPretrained
import FewShotTensors
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// The options of the commands that work on a whole shop.
struct ShopArguments: ParsableArguments {
    @OptionGroup var store: StoreArguments
    @OptionGroup var model: CategoryModelArguments
    @Option(name: .long, help: "The format of the result: text or json.")
    var format: OutputFormat = .text

    /// Opens the shop; with the model that was named, whatever the store says, unless it isn't fixed.
    func shop(
        shoppers: [ShopperModel] = [], isModelFixed: Bool = true, encoders: EncoderFolder? = nil,
        on device: Device = .cpu
    ) throws -> Shop {
        try model.shop(of: store, shoppers: shoppers, isFixed: isModelFixed, encoders: encoders, on: device)
    }

    /// Prints a result as JSON, or as lines of text.
    func print(_ result: some Encodable, _ lines: [String]) throws {
        switch format {
        case .json: try Output.result(json: result)
        case .text: try Output.result(lines.joined(separator: "\n"))
        }
    }
}
