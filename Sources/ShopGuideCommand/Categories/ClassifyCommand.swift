import ArgumentParser
import Foundation
import ShopGuide
import ShopGuideApplication
import ShopGuideStore

/// `shopguide classify`.
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Says which taught category something is of, or none of them, and how sure that is.",
        discussion: """
            Example:
              shopguide classify mug-07
              shopguide classify "Blue stoneware mug, 330 ml" photo.jpg --format json

            What is asked about is a product's id, a picture's file or a title. Probabilities are calibrated: of answers that \
            are 80 % sure, about 80 % are right.
            """
    )

    @Argument(help: "Products' ids, files of pictures, or titles.")
    var things: [String]
    @Option(name: .long, help: "Categories that are named at most.")
    var limit = 5
    @OptionGroup var store: StoreArguments
    @OptionGroup var model: CategoryModelArguments
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        var fields = FieldValidator()
        fields.range("limit", limit, Shop.classificationLimits)
        try fields.checkArguments()
    }

    func run() throws {
        let (shop, things, limit) = (try model.categories(of: store), things, limit)
        guard !shop.categories.isEmpty else {
            throw CommandError("\(shop.store.path): no category was taught yet: shopguide teach NAME --examples …")
        }
        let classified = try CallingThread.run {
            var classified: [ClassifiedInput] = []
            for start in stride(from: 0, to: things.count, by: Shop.maximumInputs) {
                let some = Array(things[start..<min(start + Shop.maximumInputs, things.count)])
                classified += try await shop.classify(try await shop.inputs(some), limit: limit)
            }
            return classified
        }
        let answers = zip(things, classified).map(ClassificationReport.init)
        switch format {
        case .json: try Output.result(json: answers)
        case .text: try Output.result(answers.map(\.text).joined(separator: "\n"))
        }
    }
}

/// The output of `shopguide classify` for one input.
struct ClassificationReport: Encodable {
    var query: String
    var kind: ClassificationInput.Kind
    /// The likeliest category; `nil` for none of these.
    var category: String?
    var answers: [Classification.Answer]
    var none: Double
    /// The reason for none of these; `nil` where a category is answered.
    var doubt: Classification.Doubt?

    init(_ query: String, _ classified: ClassifiedInput) {
        (self.query, kind) = (query, classified.kind)
        category = classified.result.category
        answers = classified.result.answers
        none = classified.result.none
        doubt = classified.result.doubt
    }

    var text: String {
        let named = answers.filter { $0.probability >= 0.005 }
        let list = named.map { "\($0.category) \(Output.percent($0.probability))" }
        let rest = "none of these \(Output.percent(none))"
        let ordered = category == nil ? [rest] + list : list + [rest]
        return "\(query): \(ordered.joined(separator: ", "))\(why)"
    }

    /// The reason for none of these in words.
    private var why: String {
        switch doubt {
        case .far: "; too far from \(answers.count > 1 ? "all of them" : "it")"
        case .between: "; between \(answers[0].category) and \(answers[1].category)"
        case nil: ""
        }
    }
}
