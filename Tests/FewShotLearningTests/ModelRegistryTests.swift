import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import Testing

/// An encoder of rows that no library knows of.
private struct Doubling: FeatureEncoder {
    var factor = Tensor(2)

    func callAsFunction(_ input: Tensor, in context: inout ForwardContext) -> Tensor { input * factor }
    func outputShape(for input: [Int]) -> [Int] { input }
    mutating func visit(_ parameters: inout ParameterVisitor) { parameters("factor", &factor) }
}

extension EncoderKind {
    fileprivate static let doubling = EncoderKind(
        name: "doubling", abstract: "rows, twice as large",
        check: { architecture throws(ModelError) in
            guard try architecture.options.value(Int.self, named: "depth") != nil else {
                throw ModelError(.missing, "the encoder doubling needs a depth")
            }
        },
        make: { _, _ throws(ModelError) in Doubling() })
}

@Suite struct `A registry of models` {
    private let registry = ModelRegistry.standard.adding(encoders: [.doubling])

    private func architecture(_ learner: String, depth: Int? = 1) -> Architecture {
        var options = EncoderOptions()
        options.set(depth, named: "depth")
        return Architecture(
            learner: learner, encoder: "doubling", imageShape: [3], options: options, classes: 2)
    }

    private func message(_ architecture: Architecture) -> String? {
        var generator = SeededGenerator(seed: 0)
        do { _ = try registry.learner(architecture, using: &generator) } catch { return error.description }
        return nil
    }

    @Test(arguments: ["prototypical", "matching", "simple-shot", "fine-tuning"])
    func `gives an encoder of a program's own to every learner of embeddings`(learner: String) throws {
        var generator = SeededGenerator(seed: 0)
        let made = try registry.learner(architecture(learner), using: &generator)
        let encoding = try #require(made as? any EncodingLearner)
        #expect(encoding.encoder is Doubling)
        let support = Examples(
            features: Tensor([1, 0, 0, 0, 0, 1] as [Float], shape: [2, 3]), labels: Tensor([0, 1]), ways: 2)
        var context = ForwardContext(normalization: .running)
        let scores = try made.scores(for: Episode(support: support, query: support), in: &context)
        #expect(try scores.argmax().values(as: Int.self) == [0, 1])
    }

    @Test func `an encoder checks its own options`() {
        #expect(message(architecture("prototypical", depth: nil)) == "the encoder doubling needs a depth")
        var wrong = architecture("prototypical")
        wrong.options.set("deep", named: "depth")
        #expect(message(wrong)?.hasPrefix("the model's description is malformed: in \"depth\"") == true)
    }

    @Test func `names the encoders that a learner can have, its default first`() {
        var unknown = architecture("prototypical")
        unknown.encoder = "resnet"
        #expect(
            message(unknown)
                == "unknown encoder \"resnet\" for prototypical; there is conv4, conv4-stride, conv4-relation, "
                + "resnet12, conv4-ensemble, doubling"
        )
        #expect(
            message(architecture("relation")) == "unknown encoder \"doubling\" for relation; there is conv4-relation")
        #expect(message(architecture("maml")) == "unknown encoder \"doubling\" for maml; there is conv4-stride, conv4")
    }

    @Test func `a model is begun with the encoder of any other`() throws {
        var generator = SeededGenerator(seed: 0)
        var trained = try #require(
            try registry.learner(architecture("simple-shot"), using: &generator) as? SimpleShot<Doubling>)
        trained.encoder.factor = Tensor(7)
        let untrained = try registry.learner(architecture("matching"), using: &generator)
        let begun = try untrained.begun(with: trained, source: "trained")
        #expect(try (begun as? MatchingNetwork<Doubling>)?.encoder.factor.scalar() == 7)
        #expect(throws: ModelError.self) { try RandomGuess().begun(with: trained, source: "trained") }
        #expect(throws: ModelError.self) { try untrained.begun(with: RandomGuess(), source: "trained") }
    }

    @Test func `an encoder's options stand beside the architecture's own fields and survive`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = try encoder.encode(architecture("matching"))
        #expect(
            String(decoding: json, as: UTF8.self)
                == #"{"classes":2,"depth":1,"encoder":"doubling","imageShape":[3],"learner":"matching","metric":"#
                + #""squared-euclidean","width":64}"#)
        #expect(try JSONDecoder().decode(Architecture.self, from: json) == architecture("matching"))
    }

    @Test(arguments: ["prototypical", "simple-shot"])
    func `feature maps are flattened for learners of embeddings`(learner: String) throws {
        var generator = SeededGenerator(seed: 0)
        let architecture = Architecture(
            learner: learner, encoder: "conv4-relation", width: 4, imageShape: [1, 28, 28], classes: 2)
        let made = try #require(try registry.learner(architecture, using: &generator) as? any EncodingLearner)
        #expect(made.encoder(.zeros([2, 1, 28, 28])).shape == [2, made.encoder.dimensions(for: [1, 28, 28])])
    }
}
