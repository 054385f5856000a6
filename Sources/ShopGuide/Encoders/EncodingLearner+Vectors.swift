public import FewShotLearning

extension EncodingLearner {
    /// Returns the learner for rows with another number of ready vectors; one whose encoder doesn't weigh columns stays as it is.
    public func reading(vectors count: Int) -> Self {
        var learner = self
        if let encoder = (encoder as? ColumnEncoder)?.reading(vectors: count) as? Encoder { learner.encoder = encoder }
        return learner
    }
}
