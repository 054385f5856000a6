import FewShotNetworks
import FewShotTensors

/// Relation networks: similarity is learned, too.
///
/// ``RelationVariant/sum`` is that of Sung et al. (2018, eq. 1 and §3.2): a class is the sum of its support examples' feature maps, and
/// r = g(f(class), f(x)). ``RelationVariant/mean`` scores pairs of examples: r = (1/K) Σ_{s ∈ S_c} g(f(x), f(s)). Both minimise the squared
/// difference to 1 for the right class and 0 for the others (eq. 2). Of frozen encoders' features, which are no maps, g takes embeddings:
/// ``EmbeddingRelation``.
public struct RelationNetwork<Encoder: FeatureEncoder, Relation: PairRelation>: Learner {
    /// f: maps examples to feature maps, or to embeddings.
    public var encoder: Encoder
    /// g.
    public var relation: Relation
    /// The way from K examples of a class to one score.
    public var variant: RelationVariant

    /// Creates a learner.
    public init(encoder: Encoder, relation: Relation, variant: RelationVariant = .sum) {
        self.encoder = encoder
        self.relation = relation
        self.variant = variant
    }

    /// Returns the support set's feature maps, with what compares queries to them.
    public func adapted(to support: Examples, in context: inout ForwardContext) -> RelatedClasses<Encoder, Relation> {
        related(encoder(support.features, in: &context), support)
    }

    /// Support and queries are encoded as one batch.
    public func scores(for episode: Episode, in context: inout ForwardContext) -> Tensor {
        let (support, query) = (episode.support, episode.query)
        let maps = encoder(.concatenated([support.features, query.features]), in: &context)
        return related(maps[0..<support.count], support)
            .scores(forMaps: maps[support.count..<support.count + query.count], in: &context)
    }

    /// Returns the squared difference to the labels as rows with a single 1.
    public func loss(of scores: Tensor, for episode: Episode) -> Tensor {
        meanSquaredError(scores, episode.query.labels.oneHot(episode.query.ways).to(scores.elementType))
    }

    /// Shows encoder and relation module.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("encoder", &encoder)
        parameters("relation", &relation)
    }

    private func related(_ maps: Tensor, _ support: Examples) -> RelatedClasses<Encoder, Relation> {
        switch variant {
        case .sum:
            let members = support.labels.oneHot(support.ways).to(maps.elementType)  // [examples, ways]
            return RelatedClasses(
                encoder: encoder, relation: relation, maps: Self.sums(of: maps, by: members),
                labels: .range(0..<support.ways, on: maps.device), ways: support.ways)
        case .mean:
            return RelatedClasses(
                encoder: encoder, relation: relation, maps: maps, labels: support.labels, ways: support.ways)
        }
    }
}

extension RelationNetwork {
    /// Adds up the maps or embeddings of each class, given the classes of examples `[examples, ways]`.
    private static func sums(of maps: Tensor, by members: Tensor) -> Tensor {
        guard maps.rank == 4 else { return members.transposed().matmul(maps) }
        let rows = maps.permuted([0, 2, 3, 1]).flattened(from: 1)
        let shape = [members.size(1), maps.size(2), maps.size(3), maps.size(1)]
        return members.transposed().matmul(rows).reshaped(shape).permuted([0, 3, 1, 2])
    }
}

/// The way from K examples of a class to one score.
public enum RelationVariant: String, Sendable, Codable, CaseIterable {
    /// Their feature maps are added up, and compared once.
    case sum
    /// Each is compared, and the scores are averaged.
    case mean
}

/// Answers by the class that a query is most related to.
public struct RelatedClasses<Encoder: FeatureEncoder, Relation: PairRelation>: Predictor {
    /// f.
    public var encoder: Encoder
    /// g.
    public var relation: Relation
    /// The maps that queries are compared to, shape `[maps, width, side, side]`, or embeddings `[maps, width]`.
    public var maps: Tensor
    /// The class of each map, shape `[maps]`, int64.
    public var labels: Tensor
    /// The number of classes.
    public var ways: Int

    /// Returns relations, 0…1, shape `[queries, ways]`: the mean over a class's maps.
    public func scores(for features: Tensor, in context: inout ForwardContext) -> Tensor {
        scores(forMaps: encoder(features, in: &context), in: &context)
    }

    func scores(forMaps queries: Tensor, in context: inout ForwardContext) -> Tensor {
        let relations = relation(support: maps, query: queries, in: &context)  // [queries, maps]
        return relations.transposed().means(by: labels, classes: ways).transposed()
    }
}

extension LearnerKind {
    /// Relation networks.
    public static let relation = LearnerKind(
        name: "relation",
        abstract: "a learned similarity of feature maps or of pretrained features (Sung et al., 2018)",
        encoder: "conv4-relation", use: .maps,
        settings: [
            LearnerSetting(
                "variant", "add up a class's examples and compare once, or average over comparisons", standard: "sum",
                .choice(["sum", "mean"]))
        ],
        recipe: relationRecipe
    ) { architecture, settings, encoder, generator throws(ModelError) in
        func learner(_ encoder: some FeatureEncoder) throws(ModelError) -> any Learner {
            let map = encoder.outputShape(for: architecture.imageShape)
            let variant: RelationVariant = settings.choice("variant")
            guard map.count != 1 else {
                let relation = EmbeddingRelation(width: map[0], using: &generator)
                return RelationNetwork(encoder: encoder, relation: relation, variant: variant)
            }
            guard map.count == 3, map[1] == map[2], map[1] >= 4 else {
                throw ModelError(
                    .malformed, "feature maps of shape \(map): relation takes square ones of 4 pixels a side or more")
            }
            return RelationNetwork(
                encoder: encoder, relation: RelationModule(width: map[0], side: map[1], using: &generator),
                variant: variant)
        }
        return try learner(try encoder.encoder(architecture, using: &generator))
    }

    /// The authors' recipe, with episodes of more classes.
    private static var relationRecipe: TrainingConfiguration {
        var recipe = TrainingConfiguration()
        recipe.shape = EpisodeShape(ways: 20, shots: 1, queries: 5)
        recipe.validationProtocol = .transductive
        recipe.gradientLimit = 0.5
        return recipe
    }
}
