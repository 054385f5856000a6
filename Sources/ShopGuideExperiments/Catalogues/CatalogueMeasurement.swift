import FewShotLearning
import ShopGuide
import ShopGuideApplication
import ShopGuideBuiltin

/// Tasks of one catalogue, asked of a model that is adapted to it: five categories that were taught and five that weren't.
struct CatalogueMeasurement {
    /// The numbers of examples that are taught.
    static let shots = [1, 3, 5]
    /// The columns that are added: none, each, and all.
    static let columns = [[]] + NuisanceColumn.allCases.map { [$0] } + [NuisanceColumn.allCases]

    private let tasks: CategoryTasks

    /// Embeds a catalogue's products.
    ///
    /// - Parameters:
    ///   - products: All of them.
    ///   - categories: Those that are asked about; all where `nil`.
    ///   - model: The model, which is adapted to the products.
    /// - Throws: The error of a picture or a model that failed.
    init(_ products: [Product], _ categories: Set<String>?, _ model: CategoryModel) throws {
        let adapted = try AdaptedModel(model, to: products)
        let grouped = Dictionary(grouping: products.indices) { products[$0].category?.id ?? "" }
        tasks = CategoryTasks(
            model: adapted.model, embeddings: adapted.embeddings,
            classes: grouped.sorted { $0.key < $1.key }.filter { categories?.contains($0.key) ?? true }.map(\.value))
    }

    /// The short name of added columns.
    static func name(of added: [NuisanceColumn]) -> String {
        added.isEmpty ? "as it is" : added.count == NuisanceColumn.allCases.count ? "all" : added[0].rawValue
    }

    /// Asks about tasks of so many examples; `nil` where the catalogue has too few categories of them.
    func row(shots: Int, episodes: Int, seed: UInt64) throws -> CatalogueResults.Numbers? {
        try tasks.outcome(shots: shots, episodes: episodes, seed: seed).map { CatalogueResults.Numbers($0) }
    }
}

extension CatalogueResults.Numbers {
    /// The numbers of answers to tasks.
    init(_ outcome: CategoryTasks.Outcome) {
        self.init(
            accuracy: Double(outcome.likeliest) / Double(outcome.known),
            right: Double(outcome.right) / Double(outcome.known),
            refused: Double(outcome.refused) / Double(max(1, outcome.unknown)), auroc: outcome.metrics.areaUnderCurve,
            ece: outcome.metrics.calibrationError())
    }
}
