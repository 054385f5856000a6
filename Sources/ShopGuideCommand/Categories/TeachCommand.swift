import ArgumentParser
import Foundation
import ShopGuideApplication
import ShopGuide
import ShopGuideStore

/// `shopguide teach`.
struct TeachCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "teach",
        abstract: "Teaches a category from a handful of examples, and forecasts how well it will be recognised.",
        discussion: """
            Example:
              shopguide catalog import builtin
              shopguide teach mugs --examples mug-01 mug-02 mug-03
              shopguide teach mugs --examples "Blue stoneware mug, 330 ml" photo.jpg
              shopguide teach mugs --remove mug-02
              shopguide classify mug-07

            An example is a product's id, a picture's file or a title. Nothing is trained: a category is in force at once, and \
            is kept in the store.

            The forecast asks about each example as if it hadn't been shown: how many would be recognised, with the 95 % \
            interval of the share, what they would be taken for, and which product is worth most to be told about next.
            """
    )

    @Argument(help: "The category's name.")
    var name: String
    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Products' ids, files of pictures, or titles.", valueName: "example"))
    var examples: [String] = []
    @Option(
        name: .long, parsing: .upToNextOption, help: ArgumentHelp("Examples to take back.", valueName: "example"))
    var remove: [String] = []
    @Flag(name: .long, help: "Close the category.")
    var forget = false
    @OptionGroup var store: StoreArguments
    @OptionGroup var model: CategoryModelArguments
    @Option(
        name: .long,
        help: ArgumentHelp("Products to choose the next one to label from; 0 for none.", valueName: "count"))
    var candidates = 300
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        guard !name.isEmpty else { throw ValidationError("the category needs a name") }
        guard !forget || examples.isEmpty && remove.isEmpty else {
            throw ValidationError("--forget closes the category; leave out --examples and --remove")
        }
        guard examples.count <= 1000 else {
            throw ValidationError("at most 1000 examples at once, not \(examples.count)")
        }
        guard 0...100_000 ~= candidates else {
            throw ValidationError("--candidates must be from 0 to 100000, not \(candidates)")
        }
    }

    func run() throws {
        var categories = try model.categories(of: try store.open())
        if forget {
            try categories.forget(name)
            switch format {
            case .json: try Output.result(json: ["forgotten": name])
            case .text: try Output.result("\(name): forgotten")
            }
            return
        }
        if !remove.isEmpty { try categories.remove(remove, of: name) }
        if !examples.isEmpty {
            let things = try examples.map(categories.thing)
            for thing in things where thing.kind != "product" {
                Output.note("\"\(thing.id)\" taken for a \(thing.kind)")
            }
            try categories.teach(name, things)
        }
        guard let category = categories.index[name] else {
            guard remove.isEmpty else {
                try Output.result("\(name): its last example was taken back; the category is closed")
                return
            }
            throw CommandError("there is no category \"\(name)\" yet: add --examples")
        }
        let forecast = try TeachingForecast(of: name, in: categories.index)
        let next = candidates > 0 ? try categories.nextToLabel(for: name, among: candidates) : nil
        let report = TeachingReport(category, forecast, next: next)
        switch format {
        case .json: try Output.result(json: report)
        case .text: try Output.result(report.text)
        }
    }
}

/// What `shopguide teach` prints.
struct TeachingReport: Encodable {
    struct Other: Encodable {
        var category: String
        var probability: Double
    }

    struct Misplaced: Encodable {
        var example: String
        var category: String
        var probability: Double
    }

    var category: String
    var examples: [String]
    /// The share of examples that would be recognised.
    var accuracy: Double?
    var interval: [Double]
    var confusions: [Other]
    var misplaced: [Misplaced]
    var nextToLabel: String?

    init(_ category: TaughtCategory, _ forecast: TeachingForecast, next: String?) {
        self.category = category.name
        examples = category.examples.map(\.id)
        accuracy = forecast.accuracy
        interval = [forecast.interval.lowerBound, forecast.interval.upperBound]
        confusions = forecast.confusions.map { Other(category: $0.category, probability: $0.probability) }
        misplaced = forecast.misplaced.map {
            Misplaced(example: $0.id, category: $0.category, probability: $0.probability)
        }
        nextToLabel = next
    }

    var text: String {
        var lines = ["\(category): \(examples.count) \(examples.count == 1 ? "example" : "examples"), in force"]
        if let accuracy {
            lines.append(
                String(
                    format: "forecast: %.0f %% of its products recognised (95 %% interval %.0f to %.0f)",
                    accuracy * 100,
                    interval[0] * 100, interval[1] * 100))
        } else {
            lines.append("forecast: a single example says nothing about itself; show one more")
        }
        let close = confusions.filter { $0.probability >= 0.01 }
        if !close.isEmpty {
            let list = close.map { "\($0.category) \(Output.percent($0.probability))" }
            lines.append("may be taken for: \(list.joined(separator: ", "))")
        }
        for other in misplaced {
            lines.append(
                "looks misplaced: \(other.example), rather \(other.category) (\(Output.percent(other.probability)))")
        }
        if let nextToLabel { lines.append("next to label: \(nextToLabel)") }
        return lines.joined(separator: "\n")
    }
}
