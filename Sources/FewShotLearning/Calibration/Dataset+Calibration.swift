extension Dataset {
    /// Classes from which on some can be spared.
    private static let plenty = 100

    /// The classes of a training split that a learner of products learns from: two of three, where there are plenty, else all.
    ///
    /// Words of the classes that it was trained on look surer than those of new ones ever will; what probabilities mean is better
    /// found out on classes that it hasn't seen.
    public var learningPart: Dataset { part { $0 % 3 != 2 } }

    /// The classes of a training split that calibrations of products are fitted on: the others, where there are plenty, else all.
    public var calibrationPart: Dataset { part { $0 % 3 == 2 } }

    private func part(_ isIncluded: (Int) -> Bool) -> Dataset {
        guard classes.count >= Self.plenty else { return self }
        return Dataset(
            features: features, classes: classes.enumerated().filter { isIncluded($0.offset) }.map(\.element))
    }
}
