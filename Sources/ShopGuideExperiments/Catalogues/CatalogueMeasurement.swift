import FewShotLearning
import FewShotTensors
import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin

/// Tasks of one catalogue, asked of a model that is adapted to it: five categories that were taught and five that weren't.
struct CatalogueMeasurement {
    /// The numbers of examples that are taught.
    static let shots = [1, 3, 5]
    /// The columns that are added: none, each, and all.
    static let columns = [[]] + NuisanceColumn.allCases.map { [$0] } + [NuisanceColumn.allCases]
    private static let (ways, queries) = (5, 3)

    private let model: CategoryModel
    private let embeddings: [[Float]]
    private let classes: [[Int]]

    /// Embeds a catalogue's products.
    ///
    /// - Parameters:
    ///   - products: All of them.
    ///   - categories: Those that are asked about; all where `nil`.
    ///   - model: The model, which is adapted to the products.
    /// - Throws: The error of a picture or a model that failed.
    init(_ products: [Product], _ categories: Set<String>?, _ model: CategoryModel) throws {
        let adapted = try AdaptedModel(model, to: products)
        self.model = adapted.model
        embeddings = adapted.embeddings
        let grouped = Dictionary(grouping: products.indices) { products[$0].category?.id ?? "" }
        classes = grouped.sorted { $0.key < $1.key }.filter { categories?.contains($0.key) ?? true }.map(\.value)
    }

    /// The short name of added columns.
    static func name(of added: [NuisanceColumn]) -> String {
        added.isEmpty ? "as it is" : added.count == NuisanceColumn.allCases.count ? "all" : added[0].rawValue
    }

    /// Asks about tasks of so many examples; `nil` where the catalogue has too few categories of them.
    func row(shots: Int, episodes: Int, seed: UInt64) throws -> CatalogueResults.Numbers? {
        let usable = classes.filter { $0.count > shots }
        let ways = min(Self.ways, usable.count / 2)
        guard ways > 1 else { return nil }
        var metrics = CalibrationMetrics()
        var (right, likeliest, known, refused, unknown) = (0, 0, 0, 0, 0)
        for episode in 0..<episodes {
            var generator = SeededGenerator(seed: SeedPurpose.test.seed(from: seed), position: episode)
            var index = model.index()
            var queries: [(row: Int, category: String?)] = []
            for (place, examples) in generator.shuffled(usable).prefix(2 * ways).enumerated() {
                var left = generator.shuffled(examples)
                if place < ways {
                    for row in left.prefix(shots) {
                        try index.teach("\(place)", TaughtCategory.Example(id: "\(row)", embedding: embeddings[row]))
                    }
                    left.removeFirst(shots)
                }
                queries += left.prefix(Self.queries).map { ($0, place < ways ? "\(place)" : nil) }
            }
            for (row, category) in queries {
                let answer = try index.classify(embeddings[row], limit: ways)
                let isRight = answer.category == category
                metrics.add(
                    CalibrationMetrics.Answer(
                        confidence: max(answer.none, answer.answers[0].probability), isRight: isRight,
                        knownness: 1 - answer.none, isKnown: category != nil))
                if let category {
                    known += 1
                    right += isRight ? 1 : 0
                    likeliest += answer.answers[0].category == category ? 1 : 0
                } else {
                    unknown += 1
                    refused += isRight ? 1 : 0
                }
            }
        }
        return CatalogueResults.Numbers(
            accuracy: Double(likeliest) / Double(known), right: Double(right) / Double(known),
            refused: Double(refused) / Double(max(1, unknown)), auroc: metrics.areaUnderCurve,
            ece: metrics.calibrationError())
    }
}
