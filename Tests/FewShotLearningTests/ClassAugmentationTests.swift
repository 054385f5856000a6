import FewShotLearning
import FewShotTensors
import Testing

@Suite struct `New classes` {
    private let shape = EpisodeShape(ways: 4, shots: 2, queries: 3)
    /// Classes whose drawings are all alike.
    private let drawings = Datasets.noisyPictures(classes: 6, examples: 8, noise: 0)

    /// The drawings of an episode by class, and what they would have been without new ones.
    private func episode(_ newClasses: ClassAugmentation) throws -> (made: [Tensor], drawn: [Tensor]) {
        var sampler = try EpisodeSampler(drawings, shape: shape, seed: 3)
        let drawn = sampler.episode(at: 0)
        sampler.newClasses = newClasses
        let made = sampler.episode(at: 0)
        func byClass(_ episode: Episode) -> [Tensor] {
            (0..<4).map { place in
                .concatenated([
                    episode.support.features[2 * place..<2 * place + 2],
                    episode.query.features[3 * place..<3 * place + 3],
                ])
            }
        }
        return (byClass(made), byClass(drawn))
    }

    private func difference(_ a: Tensor, _ b: Tensor) throws -> Double { try (a - b).absolute().max().scalar() }

    @Test func `aren't made where their share is 0`() throws {
        let (made, drawn) = try episode(ClassAugmentation(share: 0))
        for (a, b) in zip(made, drawn) { #expect(try difference(a, b) < 1e-5) }
    }

    @Test(arguments: [0, 0.5, 1])
    func `are others, and all drawings of one are changed alike`(joining: Double) throws {
        var newClasses = ClassAugmentation(share: 1)
        newClasses.joining = joining
        let (made, drawn) = try episode(newClasses)
        for (a, b) in zip(made, drawn) {
            #expect(try difference(a, b) > 0.3)
            #expect(try difference(a, a.rows([1, 2, 3, 4, 0])) < 1e-5)
        }
    }

    @Test func `that are joined have the ink of both, or a part of each`() throws {
        var newClasses = ClassAugmentation(share: 1)
        newClasses.change = Augmentation()
        newClasses.joining = 1
        let (made, drawn) = try episode(newClasses)
        var (isWhole, isCut) = (false, false)
        for (a, b) in zip(made, drawn) {
            // A pixel is the first's, or the second's where that has more ink; beside a cut it's the second's alone.
            let lost = try (b - a).max().scalar()
            #expect(try difference(a, b) > 0.3)
            if lost < 1e-5 { isWhole = true } else { isCut = true }
        }
        #expect(isWhole && isCut)
    }

    @Test func `are the same of one seed`() throws {
        let one = try episode(ClassAugmentation(share: 0.5)).made.map { try $0.bytes() }
        #expect(try one == episode(ClassAugmentation(share: 0.5)).made.map { try $0.bytes() })
    }

    @Test func `aren't made of photos or of rows`() throws {
        var configuration = TrainingConfiguration()
        configuration.shape = shape
        configuration.validationShape = EpisodeShape(ways: 2, shots: 1, queries: 1)
        configuration.newClasses = ClassAugmentation(share: 0.5)
        configuration.augmentation = .photos
        typealias Objective = EpisodeObjective<RandomGuess>
        #expect(throws: SamplingError.self) {
            try Objective(configuration, train: drawings, validation: drawings)
        }
        configuration.augmentation = nil
        _ = try Objective(configuration, train: drawings, validation: drawings)
        let rows = Dataset(features: drawings.features.flattened(from: 1), classes: drawings.classes)
        #expect(throws: SamplingError.self) { try Objective(configuration, train: rows, validation: drawings) }
    }
}
