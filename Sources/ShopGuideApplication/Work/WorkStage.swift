/// A part of the work on a request whose duration is measured by itself.
public enum WorkStage: String, Sendable, CaseIterable {
    /// Encoding products: texts and pictures become embeddings.
    case encode
    /// Fitting a learner to examples or to a shopper.
    case adapt
    /// Ranking products or categories.
    case rank
    /// Committing changes to the store.
    case commit
}
