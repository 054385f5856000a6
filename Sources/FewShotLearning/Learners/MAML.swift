import FewShotNetworks
import FewShotTensors

/// Model-agnostic meta-learning (Finn et al., 2017): an initialisation θ that a few gradient steps fit to a task.
///
/// Inner step (eq. 1): θ' = θ − α ∇L_support(θ). Meta-objective: min_θ Σ L_query(θ'), differentiated through the inner steps.
/// With ``Order/first`` the inner gradients are taken for constants (FOMAML, §5.2). With ``AdaptationScope/head`` only the last layer is
/// adapted (ANIL; Raghu et al., 2020). Rates may be learned per layer and step (MAML++; Antoniou et al., 2019) or per parameter
/// (Meta-SGD; Li et al., 2017). All tasks of a meta-batch are adapted at once.
///
/// Transductive answers normalise the queries by their own statistics, as published; inductive ones by those of the support
/// set after adaptation.
public struct MAML: Learner {
    /// The kind of rate that an inner step has.
    public enum Rates: String, Sendable, Codable, CaseIterable {
        /// One number, not learned.
        case fixed
        /// A learned number for every parameter tensor and step (MAML++, §4: LSLR).
        case layer
        /// A learned number for every parameter (Meta-SGD, eq. 2).
        case parameter
    }

    /// θ.
    public var network: TaskNetwork
    /// Inner steps in training.
    public var steps = 1
    /// Inner steps when answering; as in training where `nil`.
    public var answeringSteps: Int?
    /// α where it is fixed, and where learned rates begin.
    public var rate = 0.4
    /// The head's α; as the others' where `nil`. The gradient at a head of N classes is an N-th of their examples' features.
    public var headRate: Double?
    /// The order of the inner gradients: meta-gradients go through those of the second.
    public var order = GradientOrder.second
    /// The part that is adapted.
    public var scope = AdaptationScope.all
    /// The kind of its rates.
    public let rates: Rates
    /// The share of training, 0…1, over which the losses after all steps count, less and less, beside that after the last one
    /// (MAML++, §4: multi-step loss).
    public var multiStepShare = 0.0
    /// Tasks that are adapted at once: more are faster, and take more memory.
    public var tasksAtOnce = 32
    /// Learned rates, one tensor per adapted parameter tensor; empty where they are fixed.
    private var learnedRates: [Tensor] = []

    /// Creates a learner around a network.
    public init(
        network: TaskNetwork, steps: Int = 1, rate: Double = 0.4, headRate: Double? = nil, rates: Rates = .fixed,
        scope: AdaptationScope = .all
    ) {
        self.network = network
        self.steps = steps
        self.rate = rate
        self.headRate = headRate
        self.rates = rates
        self.scope = scope
        let adapted = scope == .all ? network.parameters : network.parameters.suffix(TaskNetwork.headParameters)
        switch rates {
        case .fixed: break
        case .layer: learnedRates = adapted.indices.map { .full([steps], firstRate(of: $0), on: adapted[$0].device) }
        case .parameter:
            learnedRates = adapted.indices.map { .full(adapted[$0].shape, firstRate(of: $0), on: adapted[$0].device) }
        }
    }

    /// Returns the network after the inner steps, with the support set's statistics.
    ///
    /// - Throws: ``LearnerError`` where the task has another number of classes than the head.
    public func adapted(to support: Examples, in context: inout ForwardContext) throws -> AdaptedNetwork {
        try network.check(support)
        var adaptation = Adaptation(network, tasks: 1)
        try adapt(&adaptation, to: TaskBatch([support]), steps: answeringSteps ?? steps)
        return AdaptedNetwork(adaptation, support: support.features)
    }

    /// Returns the mean loss of the adapted networks on their queries, after all steps or, with a multi-step loss, after each.
    public func objective(on episodes: [Episode], in context: inout ForwardContext) throws -> Objective {
        for episode in episodes { try network.check(episode.support) }
        let (support, query) = (TaskBatch(episodes.map(\.support)), TaskBatch(episodes.map(\.query)))
        var adaptation = Adaptation(network, tasks: episodes.count)
        let early = multiStepShare > 0 ? Swift.max(0, 1 - context.progress / multiStepShare) : 0
        var loss = Tensor(0, on: network.weight.device)
        var scores = loss
        for step in 1...steps {
            try adapt(&adaptation, to: support, steps: 1)
            // Every step counts alike at first, the last alone in the end.
            let weight = step == steps ? 1 - early * Double(steps - 1) / Double(steps) : early / Double(steps)
            guard weight > 0 else { continue }
            scores = adaptation.scores(query.features)
            loss = loss + query.loss(of: scores) * (weight / Double(episodes.count))
        }
        return Objective(loss: loss, scores: episodes.indices.map { scores[$0] })
    }

    /// Shows the network and, where they are learned, the rates.
    public mutating func visit(_ parameters: inout ParameterVisitor) {
        parameters("network", &network)
        for index in learnedRates.indices { parameters("rates.\(index)", &learnedRates[index]) }
    }

    private func adapt(_ adaptation: inout Adaptation, to support: TaskBatch, steps: Int) throws {
        try adaptation.descend(on: support, steps: steps, order: order, isHeadOnly: scope == .head, rate: rate(of:at:))
    }

    /// α of an adapted parameter where it is fixed or before it has learned.
    private func firstRate(of index: Int) -> Double {
        let others = scope == .all ? network.parameters.count - TaskNetwork.headParameters : 0
        return index < others ? rate : headRate ?? rate
    }

    private func rate(of index: Int, at step: Int) -> InnerRate {
        switch rates {
        case .fixed: .fixed(firstRate(of: index))
        case .layer: .learned(learnedRates[index][Swift.min(step, steps - 1)])
        case .parameter: .learned(learnedRates[index])
        }
    }
}
