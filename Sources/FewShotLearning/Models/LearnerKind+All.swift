import FewShotNetworks

extension LearnerKind {
    /// Every method there is, in the order in which the command line shows them.
    public static let all: [LearnerKind] = [
        .prototypical, .relation, .matching, .maml, .reptile, .simpleShot, .fineTuning, .nearestNeighbor, .random,
    ]
}
