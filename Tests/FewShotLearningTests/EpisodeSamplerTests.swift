import FewShotLearning
import FewShotTensors
import Testing

@Suite struct `Episode sampler` {
    private let shape = EpisodeShape(ways: 3, shots: 2, queries: 4)

    @Test func `draws each class and each example at most once`() throws {
        let sampler = try EpisodeSampler(Datasets.noisyPictures(classes: 5, examples: 7), shape: shape, seed: 0)
        for position in 0..<50 {
            let plan = sampler.plan(at: position)
            #expect(Set(plan.classes).count == 3)
            #expect(plan.support.count == 6 && plan.query.count == 12)
            #expect(Set(plan.support + plan.query).count == 18)
        }
    }

    @Test func `draws examples of the class that the label names`() throws {
        let dataset = Datasets.noisyPictures(classes: 5, examples: 7)
        let plan = try EpisodeSampler(dataset, shape: shape, seed: 3).plan(at: 9)
        for (row, example) in plan.support.enumerated() {
            #expect(dataset.classes[plan.classes[row / 2]].examples.contains(example))
        }
        for (row, example) in plan.query.enumerated() {
            #expect(dataset.classes[plan.classes[row / 4]].examples.contains(example))
        }
    }

    @Test func `draws every class equally often in the long run`() throws {
        let sampler = try EpisodeSampler(Datasets.noisyPictures(classes: 5, examples: 7), shape: shape, seed: 0)
        var counts = [Int](repeating: 0, count: 5)
        for position in 0..<2000 { for index in sampler.plan(at: position).classes { counts[index] += 1 } }
        for count in counts { #expect(abs(count - 1200) < 100) }
    }

    @Test func `draws number 7431 alone as it does in order`() throws {
        let dataset = Datasets.noisyPictures(classes: 5, examples: 7)
        let sampler = try EpisodeSampler(dataset, shape: shape, seed: 5)
        let alone = sampler.plan(at: 7431)
        let inOrder = sampler.episodes(from: 7429).prefix(3).map(\.plan)
        #expect(inOrder.last == alone)
        #expect(sampler.plan(at: 7430) != alone)
        #expect(try EpisodeSampler(dataset, shape: shape, seed: 6).plan(at: 7431) != alone)
    }

    @Test func `scales bytes to between 0 and 1`() throws {
        let bytes = Tensor([UInt8](repeating: 255, count: 4 * 9), shape: [4, 1, 3, 3])
        let classes = [Dataset.Class(name: "a", examples: [0, 1]), Dataset.Class(name: "b", examples: [2, 3])]
        let sampler = try EpisodeSampler(
            Dataset(features: bytes, classes: classes), shape: EpisodeShape(ways: 2, shots: 1, queries: 1), seed: 0)
        let features = try sampler.episode(at: 0).support.features.values(as: Float.self)
        #expect(features == [Float](repeating: 1, count: 18))
    }

    @Test func `names the class that is too small`() {
        var dataset = Datasets.noisyPictures(classes: 5, examples: 6)
        dataset.classes[2] = Dataset.Class(name: "tea", examples: [12, 13, 14])
        let error = #expect(throws: SamplingError.self) { try EpisodeSampler(dataset, shape: shape, seed: 0) }
        #expect(error?.description == "class \"tea\" has 3 examples; 2-shot with 4 queries needs 6")
    }

    @Test func `names the number of classes that are missing`() {
        let error = #expect(throws: SamplingError.self) {
            try EpisodeSampler(Datasets.noisyPictures(classes: 2, examples: 6), shape: shape, seed: 0)
        }
        #expect(error?.description == "3-way episodes need 3 classes; there are 2")
    }

    @Test(arguments: [
        (1, 1, 1, "ways must be at least 2, not 1"), (2, 0, 1, "shots must be at least 1, not 0"),
        (2, 1, -3, "queries must be at least 1, not -3"),
    ])
    func `refuses impossible sizes`(ways: Int, shots: Int, queries: Int, message: String) {
        let error = #expect(throws: SamplingError.self) {
            try EpisodeSampler(
                Datasets.noisyPictures(classes: 3, examples: 6),
                shape: EpisodeShape(ways: ways, shots: shots, queries: queries), seed: 0)
        }
        #expect(error?.description == message)
    }
}
