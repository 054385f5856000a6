import FewShotLearning
import FewShotTensors
import Foundation
import ShopGuide

/// The learners of a shop as they can be at one moment: from what happened before it, and nothing else.
struct ShopMoment: Sendable {
    let shop: ShopInteractions
    let budget: TrainingBudget
    let folder: ExperimentFolder
    let name: String
    /// Events of each history that are known.
    let known: [Int]
    /// The signals, and the trainings on them.
    let stage: Lazy<ShopperStage>
    let relation: Lazy<RelationRanker>
    /// The same, adapted to each market.
    let marketRelation: Lazy<MarketRelationRanker>
    let space: Lazy<ShopperStage.SpaceRankers>
    let sequence: Lazy<SequenceRanker>

    /// Describes the learners; each is trained when it is first needed.
    ///
    /// - Parameters:
    ///   - name: The moment's name, of which its trainings' folders are made.
    ///   - shop: The shop's interactions.
    ///   - known: The number of events that are known, by history.
    ///   - budget: The amount of training.
    ///   - folder: The folder of the run.
    ///   - length: The steps of the sequence model.
    init(
        _ name: String, _ shop: ShopInteractions, known: [Int], budget: TrainingBudget, folder: ExperimentFolder,
        sequence length: @escaping @Sendable () throws -> SequenceTraining.Length
    ) {
        (self.name, self.shop, self.known, self.budget, self.folder) = (name, shop, known, budget, folder)
        let stage = Lazy {
            folder.monitor.note("\(name): signals of \(known.reduce(0, +)) events")
            return try ShopperStage(
                name, shop.shown.past(known), known: known,
                training: ShopperStage.sequences(known) + ShopperStage.beginnings(known, seed: budget.seed),
                earlier: ShopperStage.lastEvents(known), budget: budget, folder: folder)
        }
        self.stage = stage
        let relation = Lazy { try stage().relationRanker() }
        self.relation = relation
        marketRelation = Lazy { try stage().adaptedToMarkets(relation(), knowing: Self.fewestEvents) }
        space = Lazy { try stage().spaceRankers() }
        sequence = Lazy {
            try SequenceTraining.trained(
                name, shop.shown.histories(cutTo: known), of: shop.frame, budget, folder, length()
            ).module
        }
    }

    /// Lets go of signals and networks, which take gigabytes where products are a million.
    func forget() {
        stage.forget()
        relation.forget()
        marketRelation.forget()
        space.forget()
        sequence.forget()
    }

    /// The events of a market that are enough to adapt to it.
    private static let fewestEvents = 500

    /// Whether there are markets that can be adapted to: of one alone everything is learned anyway.
    var hasMarkets: Bool { shop.interactions.markets.count > 1 }

    /// The learners that need no tuning; the trained ones where there is enough to train on.
    func learners(areTrained: Bool) -> [TableLearner] {
        var learners = [
            TableLearner("recent-popularity") { [stage] in RecentPopularityLearner(signals: try stage().signals) }
        ]
        guard areTrained else { return learners }
        learners.append(
            TableLearner("sasrec") { [shop, sequence] in
                try SequenceLearner(sequence(), shop.frame, count: shop.interactions.products)
            })
        learners += ShopperStage.learners(stage, space)
        learners.append(TableLearner("relation") { [stage, relation] in try stage().learner(relation()) })
        guard hasMarkets else { return learners }
        learners.append(
            TableLearner("market-relation") { [shop, stage, marketRelation] in
                try marketRelation().learner(over: stage().signals, of: shop.frame)
            })
        return learners
    }

    /// The learner of contents with a share of popularity; nil where products have none.
    func content(popularity: Float) -> TableLearner? {
        guard let content = shop.frame.content else { return nil }
        return TableLearner("content") { [stage] in
            ContentLearner(signals: try stage().signals, content: content, popularity: popularity)
        }
    }

    /// The learner of relations as it came, which never saw this shop.
    func shipped(_ model: ShopperModel?) -> TableLearner? {
        guard let ranker = model?.ranker as? RelationRanker else { return nil }
        return TableLearner("relation-shipped") { [stage] in try stage().learner(ranker) }
    }
}
