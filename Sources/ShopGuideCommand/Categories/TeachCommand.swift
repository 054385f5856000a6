import ArgumentParser
import Foundation
import ShopGuideApplication
import ShopGuideStore

/// `shopguide teach`.
struct TeachCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "teach",
        abstract:
            "Teaches a category from a handful of examples, by its name, or by both, and forecasts how well it will be recognised.",
        discussion: """
            Example:
              shopguide catalog import builtin
              shopguide teach mugs --examples mug-01 mug-02 mug-03
              shopguide teach mugs --examples "Blue stoneware mug, 330 ml" photo.jpg --title Mug
              shopguide teach mugs --examples mug-04 --all-pictures
              shopguide teach "espresso machines" --by-name
              shopguide teach coffee --sentence "machines that make espresso" --examples espresso-01
              shopguide teach mugs --remove mug-02
              shopguide classify mug-07

            An example is a product's id, a picture's file or a title of several words; mug-04#2 is mug-04 with its second picture. Nothing is trained: a category is active at once, and \
            is kept in the store.

            A name or a sentence counts as learned from the store's own categories, less and less beside more examples. It takes an encoder of \
            texts that the store sees with: shopguide encode --encoder NAME.

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
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Titles, also of one word or like an id.", valueName: "title"))
    var title: [String] = []
    @Flag(name: .long, help: "Let the category's name count beside the examples, or alone.")
    var byName = false
    @Option(
        name: .long, help: ArgumentHelp("A sentence that counts in place of the name.", valueName: "text"))
    var sentence: String?
    @Flag(name: .long, help: "Take all pictures of products for examples, not only the one that is shown.")
    var allPictures = false
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
        guard !forget || examples.isEmpty && title.isEmpty && remove.isEmpty && text == nil else {
            throw ValidationError(
                "--forget closes the category; leave out --examples, --title, --remove, --by-name and --sentence")
        }
        guard !byName || sentence == nil else { throw ValidationError("--by-name or --sentence, not both") }
        var fields = FieldValidator()
        let count = examples.count + title.count
        if count > 0 { fields.range("examples", count, 1...Shop.maximumExamples) }
        fields.range("candidates", candidates, 0...100_000)
        try fields.checkArguments()
    }

    /// The text that the category is opened by.
    private var text: String? { sentence ?? (byName ? name : nil) }

    func run() throws {
        let (shop, name, examples, titles) = (try model.categories(of: store), name, examples, title)
        if forget {
            try CallingThread.run { try await shop.forgetCategory(name) }
            switch format {
            case .json: try Output.result(json: ["forgotten": name])
            case .text: try Output.result("\(name): forgotten")
            }
            return
        }
        let (remove, candidates, allPictures, text) = (remove, candidates, allPictures, text)
        let report = try CallingThread.run { () -> CategoryReport? in
            var notes: [String] = []
            if !remove.isEmpty { try await shop.removeExamples(remove, of: name) }
            if !examples.isEmpty || !titles.isEmpty || text != nil {
                let inputs = try await shop.examples(examples, titles: titles)
                for input in inputs.prefix(examples.count) where input.kind != .product {
                    Output.note("\"\(input.field)\" taken for a \(input.kind.rawValue)")
                }
                notes = try await shop.teach(
                    name, inputs, replacing: false, allPictures: allPictures, text: text)
            }
            guard shop.categories.contains(where: { $0.name == name }) else { return nil }
            var report = try await shop.report(on: name, matches: 0, sample: candidates)
            report.notes += notes
            return report
        }
        guard let report else {
            guard remove.isEmpty else {
                try Output.result("\(name): its last example was taken back; the category is closed")
                return
            }
            throw CommandError("there is no category \"\(name)\" yet: add --examples or --by-name")
        }
        let output = TeachingReport(report)
        switch format {
        case .json: try Output.result(json: output)
        case .text: try Output.result(output.text)
        }
    }
}

/// The output of `shopguide teach`.
struct TeachingReport: Encodable {
    var category: String
    /// The text that it is opened by; `nil` for one by examples alone.
    var openedBy: String?
    var examples: [String]
    /// The share of examples that would be recognised.
    var accuracy: Double?
    var interval: [Double]
    var confusions: [CategoryReport.Confusion]
    var misplaced: [CategoryReport.Misplaced]
    var nextToLabel: String?
    /// Pictures that several examples have, examples that are one product, and further pictures that couldn't be used.
    var notes: [String]

    init(_ report: CategoryReport) {
        category = report.name
        openedBy = report.text.value
        examples = report.examples.map(\.id)
        accuracy = report.forecast.accuracy.value
        interval = report.forecast.interval
        confusions = report.forecast.confusions
        misplaced = report.forecast.misplaced
        nextToLabel = report.nextToLabel.value
        notes = report.notes
    }

    var text: String {
        let shown = "\(examples.count) \(examples.count == 1 ? "example" : "examples")"
        let opened = openedBy.map {
            examples.isEmpty ? "by the text \"\($0)\" alone" : "\(shown) and the text \"\($0)\""
        }
        var lines = ["\(category): \(opened ?? shown), active"]
        if let accuracy {
            lines.append(
                String(
                    format: "forecast: %.0f %% of its products recognised (95 %% interval %.0f to %.0f)",
                    accuracy * 100,
                    interval[0] * 100, interval[1] * 100))
        } else {
            lines.append(
                examples.isEmpty
                    ? "forecast: the store has too few categories of its own to say what a text is worth; show some examples"
                    : "forecast: a single example says nothing about itself; show one more")
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
        lines += notes
        if let nextToLabel { lines.append("next to label: \(nextToLabel)") }
        return lines.joined(separator: "\n")
    }
}
