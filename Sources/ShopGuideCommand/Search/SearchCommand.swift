import ArgumentParser
import FewShotTensors
import Foundation
import ShopGuide
import ShopGuideApplication

/// `shopguide search`.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Searches products by words, by a picture, by both, or by a product that they should be like.",
        discussion: """
            Example:
              shopguide catalog import builtin
              shopguide search "blue mugs" --market DE
              shopguide search "WH-1000XM5" --price-to 300 --currency EUR
              shopguide search --image photo.jpg --category "kitchen > mug"
              shopguide search "red" --product mug-01 --shopper DE-007 --explain

            Words are found whatever their case, number and accents, model numbers however they are written, Chinese by its characters. \
            A word that no product has is taken for the one that is written most like it, and this is said. Words and embeddings are \
            joined by reciprocal rank; for a shopper what was found is ranked by what they did.
            """
    )

    @Argument(help: "The words to search for.")
    var text: String?
    @Option(name: .long, help: ArgumentHelp("A picture's file: products that look like it.", valueName: "file"))
    var image: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Products like this one; mug-01#2 is it with its second picture.", valueName: "id"))
    var product: String?
    @Option(name: .long, help: ArgumentHelp("For whom what was found is ranked.", valueName: "id"))
    var shopper: String?
    @OptionGroup var question: RecommendationArguments
    @Flag(name: .long, help: "Say why each is there.")
    var explain = false
    @Option(name: .long, help: "The language of titles and reasons: en, zh.")
    var language: ReasonLanguage = .english
    @Option(name: .long, help: "How the result is printed.")
    var format: OutputFormat = .text

    func validate() throws {
        guard text != nil || image != nil || product != nil else {
            throw ValidationError(
                "say what is looked for: words, --image FILE or --product ID; without, shopguide recommend is what helps"
            )
        }
        guard image == nil || product == nil else {
            throw ValidationError("--image and --product are two searches: leave out one of them")
        }
        guard question.diversity == 0 else {
            throw ValidationError("--diversity is for shopguide recommend: a search has the best first")
        }
    }

    func run() throws {
        let shop = try question.shop()
        var asked = SearchRequest()
        (asked.text, asked.product) = (text, product)
        if let image {
            do { asked.picture = try [UInt8](Data(contentsOf: URL(filePath: image))) } catch {
                throw CommandError("\(image): can't be read: \(systemReason(of: error))")
            }
        }
        asked.conditions = try question.request(for: shopper, of: shop)
        asked.conditions.explain = explain
        let request = asked
        let results = try CallingThread.run { try await shop.search(request) }
        let report = SearchReport(results, request, language, explains: explain)
        switch format {
        case .json: try Output.result(json: report)
        case .text: try Output.result(report.text)
        }
    }
}

/// The output of `shopguide search`.
struct SearchReport: Encodable {
    struct Entry: Encodable {
        var product: Product
        var score: Double
        /// The reasons in sentences.
        var sentence: String?
        var shopperSentence: String?
        /// The reasons in numbers.
        var reason: SearchReason
        var shopperReason: RecommendationReason?
        /// The number of its other sizes and colours.
        var variants: Int?
    }

    var query: String?
    var shopper: String?
    var market: String?
    var learner: String?
    var found: Bool
    var corrections: [String: String]
    var missing: [String]
    var notes: [String]
    var results: [Entry]
    private let language: ReasonLanguage

    private enum CodingKeys: CodingKey {
        case query, shopper, market, learner, found, corrections, missing, notes, results
    }

    init(_ answer: SearchResults, _ request: SearchRequest, _ language: ReasonLanguage, explains: Bool) {
        (query, shopper, self.language) = (request.text, request.conditions.shopper, language)
        (market, learner, found, notes) = (answer.market, answer.learner, answer.isFound, answer.notes)
        (corrections, missing) = (answer.corrections, answer.missing)
        results = answer.items.map { item in
            Entry(
                product: item.product, score: item.score,
                sentence: explains ? item.reason.sentence(in: language) : nil,
                shopperSentence: item.shopperReason?.sentence(in: language), reason: item.reason,
                shopperReason: item.shopperReason, variants: item.variants)
        }
    }

    var text: String {
        var lines = notes.map { "note: \($0)" }
        for (place, entry) in results.enumerated() {
            let title = entry.product.title.text(speaking: language.rawValue) ?? entry.product.id
            let price = entry.product.price.map { ", \($0.text) \($0.currency)" } ?? ""
            let more = entry.variants.map { $0 == 1 ? ", 1 more variant" : ", \($0) more variants" } ?? ""
            lines.append("\(place < 9 ? " " : "")\(place + 1)  \(title) (\(entry.product.id)\(price)\(more))")
            lines += [entry.sentence, entry.shopperSentence].compactMap { $0.map { "    \($0)" } }
        }
        return lines.joined(separator: "\n")
    }
}
