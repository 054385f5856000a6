public import FewShotLearning
import FewShotNetworks
import FewShotTensors
public import Foundation

/// A trained ranker for shoppers with its description: one of signals, which serves shops that it never saw, or one of a shop's own products.
public struct ShopperModel: Sendable {
    /// The trained network.
    public let ranker: any ShopperNetwork
    /// Its description.
    public let description: ModelDescription

    /// The learner's name in requests.
    public var name: String { ShopperLearnerKind.name(of: description.architecture.learner) }

    /// Reads the models in a folder, each in a folder that has its learner's name; none where nothing is there.
    ///
    /// - Throws: ``ModelError`` or ``SafetensorsError`` naming the file and what is wrong with it.
    public static func all(in folder: URL) throws -> [ShopperModel] {
        try ShopperLearnerKind.allCases.map(\.rawValue).compactMap { name in
            let own = folder.appending(path: name)
            guard FileManager.default.fileExists(atPath: own.path(percentEncoded: false)) else { return nil }
            let model = try ShopperModel(contentsOf: own)
            guard model.name == name else {
                throw ModelError(
                    .unknown,
                    "\(own.path(percentEncoded: false)) holds a learner \"\(model.name)\"; its folder must have that name"
                )
            }
            return model
        }
    }

    /// Whether it knows products by name or content, or markets by name, not by signals alone.
    public var knowsProducts: Bool {
        ranker is SequenceRanker || ranker is LearnerMixture || ranker is MarketRelationRanker
    }
    /// Whether it is made of other models.
    public var isMixture: Bool { mixture != nil }
    /// The mixture that it is, if it is made of other models.
    var mixture: LearnerMixture? { ranker as? LearnerMixture }
    /// Whether it was trained and measured on a shop's own events, so that it serves as it was measured: with nothing beside it.
    public var isOfShop: Bool { isMixture || description.provenance?.data.name.hasPrefix("store:") == true }

    /// The dimensions of the item space that it looks at; `nil` where it looks at none.
    var dimensions: Int? { (ranker as? any ShopperRanker)?.dimensions }

    /// Returns the learner over a shop's signals and products.
    ///
    /// - Parameters:
    ///   - signals: The signals of the shop's interactions.
    ///   - products: The products, for networks that know them.
    ///   - space: The item space; where it is nil and one is needed, it is fitted to the signals.
    /// - Returns: The learner.
    /// - Throws: The error of a failed tensor.
    public func learner(
        _ signals: InteractionSignals, of products: ProductFrame? = nil, in space: ItemSpace? = nil
    ) throws -> any ShopperLearner {
        guard let space, let ranker = ranker as? any ShopperRanker else {
            return try ranker.learner(over: signals, of: products)
        }
        return try ranker.learner(over: signals, space: space, knowsAge: true)
    }

    /// Reads a folder, of this version or of the first.
    ///
    /// - Throws: ``ModelError`` or ``SafetensorsError`` naming the file and what is wrong with it.
    public init(contentsOf url: URL) throws {
        let folder = ModelFolder(url, registry: .shop)
        let (description, file) = try folder.contents(earlier: FirstShopperDescription.upgraded)
        var generator = SeededGenerator(seed: 0)
        func filled(_ untrained: some ShopperNetwork) throws -> any ShopperNetwork {
            let ranker = try folder.filled(untrained, from: file)
            for (name, tensor) in ranker.namedTensors {
                guard try tensor.isFinite().all().to(.float32).scalar() == 1 else {
                    let path = url.appending(path: "model.safetensors").path(percentEncoded: false)
                    throw ModelError(.malformed, "\(path): tensor \"\(name)\" has numbers that are not finite")
                }
            }
            return ranker
        }
        self.description = description
        ranker = try filled(LearnerKind.shopperNetwork(description.architecture, using: &generator))
    }
}

/// The name of a trained learner of shoppers, as requests give it: that of its ranker without the ending.
public struct ShopperLearnerKind: RawRepresentable, CaseIterable, Hashable, Sendable {
    /// The name.
    public let rawValue: String

    /// The names of all rankers that there are.
    public static let allCases = LearnerKind.shopperNetworks.map { ShopperLearnerKind($0) }
    /// The learner of relations, which ranks best on validation.
    public static let relation = ShopperLearnerKind(LearnerKind.relationRanker)

    /// The learner of sequences, which is trained on a shop's own products.
    public static let sequence = ShopperLearnerKind(LearnerKind.sequenceRanker)
    /// The learner of relations, adapted to each market.
    public static let marketRelation = ShopperLearnerKind(LearnerKind.marketRelationRanker)
    /// The weighted sum of other learners.
    public static let blend = ShopperLearnerKind(LearnerKind.mixture)

    private init(_ kind: LearnerKind) { rawValue = Self.name(of: kind.name) }

    /// Creates the kind of a name, if a ranker has it.
    public init?(rawValue: String) {
        guard let kind = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = kind
    }

    static func name(of ranker: String) -> String { ranker.replacing("-ranker", with: "") }
}

/// The first layout of a shoppers' model description, which had no architecture and no recipe.
private struct FirstShopperDescription: Decodable {
    var format: Int
    var learner: String
    var dimensions: Int
    var data: String
    var markets: [String]
    var questions: Int
    var epochs: Int
    var seed: UInt64
    var validation: Double
    var trainingSeconds: Double
    var revision: String
    var machine: String

    /// The same in today's layout; nil for what isn't of the first one.
    static func upgraded(_ json: Data) -> ModelDescription? {
        guard let old = try? JSONDecoder().decode(FirstShopperDescription.self, from: json) else { return nil }
        let kind = LearnerKind.rankers.first { $0.name == "\(old.learner)-ranker" }
        let settings = kind?.settings.isEmpty == false ? ["dimensions": "\(old.dimensions)"] : nil
        let architecture = Architecture(
            learner: "\(old.learner)-ranker", encoder: "none", imageShape: [], settings: settings)
        var recipe = kind?.recipe?.ranking ?? RankingRecipe()
        recipe.passes = old.epochs
        let configuration = recipe.configuration(examples: old.questions, seed: old.seed)
        let provenance = Provenance(
            data: .init(name: "markets:\(old.data)", digest: "", scheme: "last event of each shopper", splitDigest: ""),
            configuration: configuration,
            checkpoint: .init(rule: "last", step: configuration.episodes, validationAccuracy: old.validation),
            episodes: configuration.episodes, trainingSeconds: old.trainingSeconds, revision: old.revision,
            machine: old.machine)
        var description = ModelDescription(architecture: architecture, provenance: provenance)
        description.format = old.format
        return description
    }
}
