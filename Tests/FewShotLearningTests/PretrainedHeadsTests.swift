import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import GradientChecking
import Testing

struct PretrainedHeadsTests {
    private static let tolerance = 1e-4

    private func row(pixels: Bool, head: Int = 3) -> PretrainedRow {
        PretrainedRow(
            encoders: [.init(name: "a", digest: "1", dimensions: 4), .init(name: "b", digest: "2", dimensions: 5)],
            picture: [1, 16, 16], hasPixels: pixels, head: head)
    }

    private func heads(pixels: Bool) throws -> PretrainedHeads {
        var generator = SeededGenerator(seed: 1)
        return PretrainedHeads(row(pixels: pixels), width: 2, using: &generator)
    }

    private func rows(_ count: Int, pixels: Bool, seed: UInt64 = 5) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        let features = Tensor.normal([count, 9], using: &generator) * 2 + 1
        guard pixels else { return features }
        let images = Tensor.uniform([count, 256], low: 0, high: 1, using: &generator)
        return .concatenated([images, features], 1)
    }

    @Test(arguments: [false, true]) func `gives all examples the same length`(pixels: Bool) throws {
        var heads = try heads(pixels: pixels)
        let rows = rows(30, pixels: pixels)
        try heads.initialize(from: rows)
        let embeddings = heads(rows)
        #expect(embeddings.shape == [30, pixels ? 8 : 6])
        #expect(heads.dimensions(for: [rows.size(1)]) == embeddings.size(1))
        let lengths = try embeddings.squared().sum(1).values(as: Float.self)
        let expected = exp(2 * 1.15)
        #expect(lengths.allSatisfy { abs(Double($0) - expected) < Self.tolerance * expected })
    }

    @Test func `begins with parts that vary as much as each other`() throws {
        var heads = try heads(pixels: true)
        let rows = rows(200, pixels: true)
        try heads.initialize(from: rows)
        var context = ForwardContext(normalization: .batch)
        let embeddings = heads(rows, in: &context)
        let variances = try [0..<2, 2..<5, 5..<8].map {
            try embeddings.slice($0, 1).variance(0).sum().scalar()
        }
        let (least, most) = (variances.min() ?? 0, variances.max() ?? 0)
        #expect(least > 0.9 * most, "\(variances)")
    }

    @Test func `has the gradient that finite differences say`() throws {
        var heads = try heads(pixels: false)
        try heads.initialize(from: rows(30, pixels: false))
        let exact = heads.mapTensors { $0.to(.float64) }
        let input = rows(4, pixels: false, seed: 8).to(.float64)
        let worst = try GradientCheck.firstOrder(at: exact.parameters) { exact.replacingParameters($0)(input) }
        #expect(worst < GradientCheck.tolerance)
    }

    @Test func `the blocks take the weights of a trained encoder, and the heads stay as they are`() throws {
        var architecture = Architecture(
            learner: "prototypical", encoder: "pretrained", width: 2, imageShape: [265])
        architecture.options.pretrained = row(pixels: true)
        let registry = ModelRegistry(learners: LearnerKind.all, encoders: EncoderKind.all + [.pretrained])
        var generator = SeededGenerator(seed: 4)
        let untrained = try registry.learner(architecture, using: &generator)
        let trained = try registry.learner(
            Architecture(learner: "prototypical", width: 2, imageShape: [1, 16, 16]), using: &generator)
        let begun = try untrained.begun(with: trained, source: "trained")
        func tensors(_ learner: any Learner, _ prefix: String) throws -> [[UInt8]] {
            try learner.namedTensors.filter { $0.name.hasPrefix(prefix) }.map { try $0.tensor.bytes() }
        }
        #expect(try tensors(begun, "encoder.picture.") == tensors(trained, "encoder."))
        #expect(try tensors(begun, "encoder.heads.") == tensors(untrained, "encoder.heads."))

        var alone = architecture
        alone.options.pretrained = row(pixels: false)
        alone.imageShape = [9]
        let head = try registry.learner(alone, using: &generator)
        #expect(throws: ModelError.self) { try head.begun(with: trained, source: "trained") }
    }

    @Test func `a description keeps names, digests and sizes, and older ones are read as before`() throws {
        var architecture = Architecture(learner: "matching", encoder: "pretrained", imageShape: [9])
        architecture.options.pretrained = row(pixels: false)
        let json = try JSONEncoder().encode(ModelDescription(architecture: architecture))
        let read = try JSONDecoder().decode(ModelDescription.self, from: json)
        #expect(read.architecture == architecture)
        #expect(read.architecture.pretrained?.encoders.map(\.digest) == ["1", "2"])
        let old =
            #"{"format": 1, "architecture": {"learner": "prototypical", "metric": "cosine", "encoder": "conv4", "width": 64, "imageShape": [1, 28, 28]}}"#
        let older = try JSONDecoder().decode(ModelDescription.self, from: Data(old.utf8))
        #expect(older.architecture.pretrained == nil)
        #expect(older.architecture.imageShape == [1, 28, 28])
    }

    @Test(arguments: [
        (PretrainedRow(encoders: [], picture: [1, 28, 28]), "no pretrained encoder is named"),
        (PretrainedRow(encoders: [.init(name: "a", digest: "", dimensions: 0)], picture: [1, 28, 28]), "of 0 numbers"),
        (
            PretrainedRow(encoders: [.init(name: "a", digest: "", dimensions: 4)], picture: [1, 28, 28], head: 0),
            "a head of 0 numbers"
        ),
        (
            PretrainedRow(encoders: [.init(name: "a", digest: "", dimensions: 4)], picture: [28]),
            "pictures of shape [28]"
        ),
        (
            PretrainedRow(
                encoders: [.init(name: "a", digest: "", dimensions: 4)], picture: [1, 8, 8], hasPixels: true),
            "four convolution blocks take sides from 16 pixels"
        ),
    ])
    func `a layout that makes no sense is refused`(row: PretrainedRow, words: String) throws {
        #expect(row.objection?.contains(words) == true)
        var architecture = Architecture(learner: "prototypical", encoder: "pretrained", imageShape: [row.width])
        architecture.options.pretrained = row
        let error = #expect(throws: ModelError.self) { try EncoderKind.pretrained.validate(architecture) }
        #expect(error?.description.contains(words) == true)
    }

    @Test func `an encoder that isn't told its layout, or another one, is refused`() throws {
        var architecture = Architecture(learner: "prototypical", encoder: "pretrained", imageShape: [9])
        #expect(throws: ModelError.self) { try EncoderKind.pretrained.validate(architecture) }
        architecture.options.pretrained = row(pixels: true)
        #expect(throws: ModelError.self) { try EncoderKind.pretrained.validate(architecture) }
    }

    @Test func `augmentation varies the pixels of a row alone`() throws {
        let rows = rows(12, pixels: true)
        let classes = (0..<2).map { Dataset.Class(name: "\($0)", examples: Array($0 * 6..<$0 * 6 + 6)) }
        let dataset = Dataset(features: rows, classes: classes, picture: [1, 16, 16])
        var sampler = try EpisodeSampler(dataset, shape: EpisodeShape(ways: 2, shots: 1, queries: 2), seed: 1)
        let plain = sampler.episode(at: 0).query.features
        sampler.augmentation = .photos
        let varied = sampler.episode(at: 0).query.features
        #expect(try varied.slice(256..<265, 1).bytes() == plain.slice(256..<265, 1).bytes())
        #expect(try varied.slice(0..<256, 1).bytes() != plain.slice(0..<256, 1).bytes())
    }

    @Test func `sees products by what there is of them`() throws {
        let row = PretrainedRow(
            encoders: [
                .init(name: "a", digest: "1", dimensions: 4, input: "picture"),
                .init(name: "b", digest: "2", dimensions: 5, input: "title"),
            ], picture: nil, head: 3)
        #expect(row.objection == nil && row.width == 9)
        var generator = SeededGenerator(seed: 1)
        var heads = PretrainedHeads(row, using: &generator)
        let whole = rows(30, pixels: false)
        let mask = Tensor(
            (0..<30).flatMap { row in (0..<9).map { row % 3 == 0 && $0 < 4 ? Float(0) : 1 } }, shape: [30, 9])
        let input = whole * mask
        try heads.initialize(from: input)
        // A head begins with the mean of what there is.
        let present = whole.rows((0..<30).filter { $0 % 3 != 0 }).slice(0..<4, 1).mean(0)
        let difference = try (heads.heads[0].mean - present).absolute().max().scalar()
        #expect(difference < Self.tolerance)
        let embeddings = heads(input)
        let lengths = try embeddings.squared().sum(1).values(as: Float.self)
        #expect(lengths.allSatisfy { abs(Double($0) - exp(2 * 1.15)) < Self.tolerance * exp(2 * 1.15) })
        let missing = try embeddings.rows(stride(from: 0, to: 30, by: 3).map { $0 }).slice(0..<3, 1)
            .values(as: Float.self)
        #expect(missing.allSatisfy { $0 == 0 })
        let exact = heads.mapTensors { $0.to(.float64) }
        let some = input.slice(0..<4, 0).to(.float64)
        let worst = try GradientCheck.firstOrder(at: exact.parameters) { exact.replacingParameters($0)(some) }
        #expect(worst < GradientCheck.tolerance)
    }
}
