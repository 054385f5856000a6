import ArgumentParser
import Foundation
import ShopGuideApplication
import ShopGuide
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
        guard 1...1000 ~= limit else { throw ValidationError("--limit must be from 1 to 1000, not \(limit)") }
    }

    func run() throws {
        let categories = try model.categories(of: try store.open())
        guard !categories.index.categories.isEmpty else {
            throw CommandError(
                "\(categories.store.path): no category was taught yet: shopguide teach NAME --examples …")
        }
        let answers = try things.map { text in
            let thing = try categories.thing(text)
            return ClassificationReport(thing, try categories.classify(thing, limit: limit))
        }
        switch format {
        case .json: try Output.result(json: answers)
        case .text: try Output.result(answers.map(\.text).joined(separator: "\n"))
        }
    }
}

/// What `shopguide classify` prints of one thing.
struct ClassificationReport: Encodable {
    var query: String
    var kind: String
    /// The likeliest category; `nil` for none of these.
    var category: String?
    var answers: [Classification.Answer]
    var none: Double

    init(_ thing: ShopCategories.Thing, _ result: Classification) {
        query = thing.id
        kind = thing.kind
        category = result.category
        answers = result.answers
        none = result.none
    }

    var text: String {
        let named = answers.filter { $0.probability >= 0.005 }
        let list = named.map { "\($0.category) \(Output.percent($0.probability))" }
        let rest = "none of these \(Output.percent(none))"
        let ordered = category == nil ? [rest] + list : list + [rest]
        return "\(query): \(ordered.joined(separator: ", "))"
    }
}
