import ShopGuide

/// Fitting trained learners in the background, while requests wait for them a little.
extension Shop {
    /// The time in which requests wait for learners, from the moment on at which fitting them began.
    private static let patience = Duration.seconds(2)
    /// The time after which fitting is tried again that failed.
    private static let pause = Duration.seconds(60)

    /// Returns whether a learner, the default one where it is nil, can rank once it was waited for a little; where it can't, it is being
    /// fitted.
    func canRank(by learner: String?, _ recommender: ShopRecommender) async throws -> Bool {
        // Whoever reads a shop at once has nothing else to do: it is fitted as they ask.
        guard isReadAhead, !recommender.canRank(by: learner) else { return true }
        let end = beginFitting(recommender) + Self.patience
        while !recommender.canRank(by: learner) {
            guard ContinuousClock.now < end else { return false }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    /// Has products' content rank where the shop's own learner is still being fitted; returns a note then.
    ///
    /// - Throws: ``GuideError`` with the code `busy` where the request names a learner that is being fitted.
    func replaceUnfittedLearner(
        of request: inout RecommendationRequest, _ recommender: ShopRecommender
    ) async throws -> String? {
        if try await canRank(by: request.learner, recommender) { return nil }
        guard request.learner == nil else {
            throw GuideError(.busy, "the learners are being fitted to the shop's interactions")
        }
        request.learner = ShopRecommender.defaultLearner
        return "the shop's learner is being fitted to its interactions: products' content ranks meanwhile"
    }

    /// Begins to fit the learners where they aren't and requests are ranked by one of them.
    func fitAhead() {
        guard let recommender = active.withLock({ $0.recommender }), !recommender.canRank(by: nil) else { return }
        _ = beginFitting(recommender)
    }

    /// Begins to fit learners that aren't fitted, unless some are being fitted; returns when that began.
    private func beginFitting(_ recommender: ShopRecommender) -> ContinuousClock.Instant {
        fitting.withLock { beginning in
            if let beginning { return beginning }
            let now = ContinuousClock.now
            beginning = now
            Task { [executor, fitting, report] in
                do { try await executor.maintain { try recommender.fitUnfitted() } } catch is CancellationError {
                    // The threads have ended.
                } catch {
                    report(error)
                    try? await Task.sleep(for: Self.pause)
                }
                fitting.withLock { $0 = nil }
            }
            return now
        }
    }
}
