import FewShotLearning
import FewShotNetworks
import FewShotTensors
import Foundation
import ShopGuide
import Testing

/// A small world in which order decides: after each product of a circle comes the next one.
private enum Circle {
    static let size = 12

    static func histories(_ count: Int = 96) -> [ShopperHistory] {
        (0..<count).map { shopper in
            ShopperHistory(
                events: (0..<6).map { place in
                    ShopperHistory.Event(
                        product: (shopper + place) % size, kind: .view,
                        time: Timestamp(milliseconds: Int64(place) * 86_400_000))
                }, market: 0)
        }
    }

    /// A frame whose contents are those of a product's place, so that a product beyond the circle may look like one of it.
    static func frame(newOnesLike others: [Int] = []) -> ProductFrame {
        let places = Array(0..<size) + others
        return ProductFrame(
            ids: places.indices.map { "p\($0)" },
            content: ItemSpace(
                places: places.flatMap { place in (0..<size).map { $0 == place ? Float(1) : 0 } }, dimensions: size))
    }

    static func configuration(passes: Int = 200) -> TrainingConfiguration {
        var configuration = SequenceObjective.recipe(sequences: 96, passes: passes, seed: 3)
        configuration.ranking?.negatives = 8
        (configuration.rate, configuration.warmUp) = (5e-3, 5)
        return configuration
    }

    static func trainer(
        _ state: TrainingState<SequenceRanker>, _ configuration: TrainingConfiguration
    ) throws -> Trainer<SequenceRanker> {
        Trainer(
            state, configuration: configuration,
            objective: try SequenceObjective(for: state.learner, histories(), of: frame(), configuration))
    }

    static func untrained() -> SequenceRanker {
        SequenceRanker.untrained(on: histories(), of: frame(), seed: 3).ranker
    }

    static func trained() throws -> SequenceRanker {
        var trainer = try trainer(TrainingState(untrained()), configuration())
        while try trainer.next() != nil {}
        return trainer.state.best
    }
}

@Suite struct `Sequences of events` {
    private func history(_ products: [Int]) -> ShopperHistory {
        ShopperHistory(events: products.map { ShopperHistory.Event(product: $0, kind: .view) }, market: 0)
    }

    private func best(_ scores: [Float]) -> Int? { scores.indices.max { scores[$0] < scores[$1] } }

    @Test func `what comes next is learned from the order`() throws {
        let learner = try SequenceLearner(Circle.trained(), Circle.frame(), count: Circle.size)
        let candidates = Array(0..<Circle.size)
        for start in 0..<Circle.size {
            let own = (0..<4).map { (start + $0) % Circle.size }
            let forward = learner.adapted(to: history(own)).scores(of: candidates)
            #expect(best(forward) == (start + 4) % Circle.size)
        }
        let empty = learner.adapted(to: history([])).scores(of: candidates)
        #expect(empty.allSatisfy(\.isFinite) && Set(empty).count > 1)
    }

    @Test func `a product that nobody had is ranked by its content`() throws {
        let frame = Circle.frame(newOnesLike: [4, 9])
        let learner = try SequenceLearner(Circle.trained(), frame, count: Circle.size + 3)
        let scores = learner.adapted(to: history([0, 1, 2, 3])).scores(of: Array(0..<Circle.size + 3))
        #expect(scores[Circle.size] > scores[Circle.size + 1])
        #expect((0..<Circle.size).count { scores[$0] > scores[Circle.size] } <= 2)
        // Of a product that came after the frame was made nothing is known.
        #expect(scores[Circle.size + 2] == 0)
    }

    @Test(arguments: [1, 5])
    func `goes on from a checkpoint to the same bits`(stop: Int) throws {
        let configuration = Circle.configuration(passes: 9)
        var whole = try Circle.trainer(TrainingState(Circle.untrained()), configuration)
        while try whole.next() != nil {}
        #expect(whole.state.progress.step == configuration.episodes)
        var first = try Circle.trainer(TrainingState(Circle.untrained()), configuration)
        for _ in 0..<stop { _ = try first.next() }
        var second = try Circle.trainer(first.state, configuration)
        while try second.next() != nil {}
        let bits = try [whole, second].map { try $0.state.best.namedTensors.map { try $0.tensor.bytes() } }
        #expect(bits[0] == bits[1])
        #expect(try first.state.learner.namedTensors.map { try $0.tensor.bytes() } != bits[0])
    }

    @Test func `a saved network is read as it was, and knows its products by their ids`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sequences-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (ranker, architecture) = SequenceRanker.untrained(on: Circle.histories(), of: Circle.frame(), seed: 3)
        try ModelFolder(folder.appending(path: "sasrec"), registry: .shop).save(
            ranker, ModelDescription(architecture: architecture))
        let model = try #require(try ShopperModel.all(in: folder).first)
        #expect(model.name == "sasrec" && model.knowsProducts)
        let signals = try InteractionSignals(Circle.histories(), products: Circle.size, markets: 1)
        let candidates = Array(0..<Circle.size)
        let asked = history([1, 2])
        let own = try SequenceLearner(ranker, Circle.frame(), count: Circle.size).adapted(to: asked)
        let read = try model.learner(signals, of: Circle.frame()).adapted(to: asked)
        #expect(own.scores(of: candidates) == read.scores(of: candidates))
        // The same products in another order have the same scores.
        let backwards = ProductFrame(
            ids: (0..<Circle.size).reversed().map { "p\($0)" },
            content: ItemSpace(
                places: (0..<Circle.size).reversed().flatMap { place in
                    (0..<Circle.size).map { $0 == place ? Float(1) : 0 }
                }, dimensions: Circle.size))
        let turned = try model.learner(signals, of: backwards).adapted(to: history([10, 9]))
        let pairs = zip(turned.scores(of: candidates), own.scores(of: candidates).reversed())
        #expect(pairs.allSatisfy { abs($0 - $1) < 1e-4 })
    }
}
