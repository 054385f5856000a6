public import ShopGuide

/// The state of a service: settings, answered requests, and experiments.
public protocol ServiceStateStore: Sendable {
    /// Returns a setting of the store.
    func setting(_ name: String) throws -> String?

    /// Returns all experiments, in the order in which they began.
    func experiments() throws -> [Experiment]

    /// Returns the experiment of a name, if there is one.
    func experiment(_ name: String) throws -> Experiment?

    /// Returns the result of an experiment so far; nil where there is none of that name.
    ///
    /// A shopper clicked where they viewed, liked or laid into the cart, and bought where they purchased, something that they had
    /// been shown before.
    func result(of name: String) throws -> ExperimentResult?

    /// Returns what a shopper was shown in experiments, in the order of the experiments.
    func exposures(to shopper: String) throws -> [ShopperExposure]
}

/// A product that a shopper was shown in an experiment.
public struct ShopperExposure: Sendable, Hashable, Codable {
    /// The experiment's name.
    public var experiment: String
    /// The arm that showed it first.
    public var arm: Experiment.Arm
    /// The product's id.
    public var product: String

    /// Creates an exposure.
    public init(experiment: String, arm: Experiment.Arm, product: String) {
        (self.experiment, self.arm, self.product) = (experiment, arm, product)
    }
}

/// The changes of a service's state.
public protocol ServiceStateWriter {
    /// Returns a setting of the store, as the transaction sees it.
    func setting(_ name: String) throws -> String?

    /// Saves a setting of the store.
    func set(_ name: String, to value: String) throws

    /// Returns the answer to an earlier request of the same key.
    func answer(to key: String) throws -> AnsweredRequest?

    /// Keeps the answer to a request, and removes those that are older than a moment.
    func keep(_ answer: AnsweredRequest, to key: String, at time: Timestamp, forgetting old: Timestamp) throws

    /// Begins an experiment.
    ///
    /// - Throws: ``RowProblem`` where there is one of that name.
    func begin(_ experiment: Experiment) throws

    /// Ends an experiment; one that has ended already is left as it is.
    ///
    /// - Returns: Whether there is one of that name.
    func stop(experiment name: String, at time: Timestamp) throws -> Bool

    /// Records that a shopper was shown a list.
    ///
    /// - Parameters:
    ///   - picks: The products, each with the arm that it came from.
    ///   - shopper: The shopper's id; the shop needn't know them.
    ///   - name: The experiment; for one that isn't there, or has ended, nothing is recorded.
    /// - Throws: ``StoreError`` where the store can't be written.
    func expose(_ picks: [TeamDraft.Pick], to shopper: String, in name: String) throws
}

/// The answer to a request that had a key of its own, kept so that the same request isn't done twice.
public struct AnsweredRequest: Sendable, Hashable {
    /// The digest of the request.
    public var digest: String
    /// The text of the answer.
    public var answer: String

    /// Creates an answer.
    public init(digest: String, answer: String) {
        self.digest = digest
        self.answer = answer
    }
}
