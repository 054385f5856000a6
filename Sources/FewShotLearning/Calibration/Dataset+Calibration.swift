extension Dataset {
    /// Whether there are classes enough to spare some of them for calibrating.
    public var hasClassesToSpare: Bool { classes.count >= 100 }

    /// The classes of a training split that a learner of products learns from: two of three, where there are plenty, else all.
    ///
    /// Words of the classes that it was trained on look surer than those of new ones ever will; what probabilities mean is better
    /// found out on classes that it hasn't seen.
    public var learningPart: Dataset { hasClassesToSpare ? withoutThird(2) : self }

    /// The classes of a training split that calibrations of products are fitted on: the others, where there are plenty, else all.
    public var calibrationPart: Dataset { hasClassesToSpare ? third(2) : self }

    /// Every third class, from one of the first three on.
    public func third(_ first: Int) -> Dataset { part { $0 % 3 == first } }

    /// The classes that aren't in a third.
    public func withoutThird(_ first: Int) -> Dataset { part { $0 % 3 != first } }

    private func part(_ isIncluded: (Int) -> Bool) -> Dataset {
        Dataset(
            features: features, classes: classes.enumerated().filter { isIncluded($0.offset) }.map(\.element),
            picture: picture)
    }
}
