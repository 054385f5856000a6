/// A part of the work on a request whose time is of interest by itself.
package enum WorkStage: String, Sendable, CaseIterable {
    /// Seeing products: texts and pictures become vectors.
    case encode
    /// Fitting a learner to examples or to a shopper.
    case adapt
    /// Ordering products.
    case rank
    /// Bringing changes to the disk.
    case commit
}
