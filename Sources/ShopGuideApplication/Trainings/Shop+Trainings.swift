import ShopGuide
import ShopGuideStore

extension Shop {
    /// Has the learner that a training chose serve from now on.
    ///
    /// It is fitted to the shop's interactions first, in the background, while the one before goes on serving.
    ///
    /// - Throws: ``GuideError`` where there is no such training, it isn't finished, or it has no model that can serve.
    public func activate(training id: String) async throws {
        guard !memory.areLearnersFixed else {
            throw GuideError(
                .conflict, "the learners of this service are fixed by --shoppers; start it without, and activate then")
        }
        let learned = try await executor.run { [trainings] in try trainings.learned(by: id) }
        try await committer.commit { writer in
            try learned.activate(with: writer)
        } indexing: {
            []
        }
        // Fitting may take longer than a request may.
        memory.noteNewLearners()
    }

    /// Takes the learners of shoppers that were activated in the store.
    func renewLearners() async throws {
        guard memory.hasNewLearners else { return }
        try await executor.maintain { [memory] in try memory.takeLearners() }
    }
}
