/// A measured stage of the work on a request.
package enum WorkStage: String, Sendable, CaseIterable {
    /// Encoding products, texts and images.
    case encode
    /// Adapting a learner to examples or to a shopper.
    case adapt
    /// Ranking products.
    case rank
    /// Committing changes.
    case commit
}
