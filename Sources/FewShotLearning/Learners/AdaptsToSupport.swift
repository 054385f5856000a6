/// A method that adapts to a task from a small support set, without being trained again.
///
/// The support of a ``Learner`` is labelled examples; that of a shoppers' learner is what a shopper did.
public protocol AdaptsToSupport<Support, Adapted> {
    /// The little that is known of a task.
    associatedtype Support
    /// The result of adapting: it answers the task's queries.
    associatedtype Adapted

    /// Returns a predictor fitted to `support`.
    ///
    /// - Throws: The error of a failed tensor, or of a support set that the method can't learn from.
    func adapted(to support: Support) throws -> Adapted
}
