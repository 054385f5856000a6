extension LearnerKind {
    /// Every method of this library, in the order in which the command line shows them.
    public static let all: [LearnerKind] = [
        .prototypical, .relation, .matching, .maml, .reptile, .simpleShot, .fineTuning, .nearestNeighbor, .random,
    ]
}
