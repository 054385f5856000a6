import FewShotLearning
import FewShotTensors
import Foundation
import Testing

@Suite struct `Probabilities that mean something` {
    @Test func `are those of the softmax by hand`() {
        let calibration = Calibration(temperature: 2, youth: 4, rejection: 6)
        // −(4 − 4/1)/2 = 0, −(4 − 4/2)/2 = −1, none: −3.
        let (classes, none) = calibration.probabilities(distances: [4, 4], shots: [1, 2])
        let sum = 1 + exp(-1.0) + exp(-3.0)
        #expect(abs(classes[0] - 1 / sum) < 1e-12 && abs(classes[1] - exp(-1.0) / sum) < 1e-12)
        #expect(abs(none - exp(-3.0) / sum) < 1e-12)
        #expect(Calibration().probabilities(distances: [1e9, 2e9], shots: [1, 1]).classes == [1, 0])
        #expect(calibration.probabilities(distances: [], shots: []).none == 1)
    }

    @Test func `a class of few examples is less certain by κ`() {
        let calibration = Calibration(temperature: 2, widening: 0.5, youth: 4, rejection: 6)
        // T_1 = 3 and T_2 = 2.5: −(10 − 4)/3 = −2, −(7 − 2)/2.5 = −2, none: −3.
        #expect(calibration.logit(distance: 10, shots: 1) == -2 && calibration.logit(distance: 7, shots: 2) == -2)
        let (classes, none) = calibration.probabilities(distances: [10, 7], shots: [1, 2])
        let sum = 2 * exp(-2.0) + exp(-3.0)
        #expect(classes[0] == classes[1] && abs(classes[0] - exp(-2.0) / sum) < 1e-12)
        #expect(abs(none - exp(-3.0) / sum) < 1e-12)
    }

    @Test func `probabilities stay as they are where all distances grow alike`() {
        let calibration = Calibration(temperature: 2, widening: 0.5, youth: 4, rejection: 6)
        let (classes, none) = calibration.probabilities(distances: [10, 7, 3], shots: [1, 2, 5])
        let (same, nothing) = calibration.scaled(by: 8).probabilities(distances: [80, 56, 24], shots: [1, 2, 5])
        #expect(classes.count == 3 && same.count == 3)
        #expect(zip(classes, same).allSatisfy { abs($0 - $1) < 1e-12 } && abs(none - nothing) < 1e-12)
    }

    @Test func `a calibration that was written before there was κ is read with 0`() throws {
        let old = Data(#"{"rejection": 9, "temperature": 0.7, "youth": 1.5}"#.utf8)
        #expect(
            try JSONDecoder().decode(Calibration.self, from: old)
                == Calibration(temperature: 0.7, widening: 0, youth: 1.5, rejection: 9))
        let new = Calibration(temperature: 0.7, widening: 0.25, youth: 1.5, rejection: 9)
        #expect(try JSONDecoder().decode(Calibration.self, from: JSONEncoder().encode(new)) == new)
    }

    @Test(arguments: [(0.0, 0.0), (-1, 0), (1, -1)])
    func `a temperature that isn't above 0 isn't read`(temperature: Double, widening: Double) {
        let bad = #"{"rejection": 9, "temperature": \#(temperature), "widening": \#(widening), "youth": 1.5}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Calibration.self, from: Data(bad.utf8)) }
    }

    /// Classes of unit variance around distant means, seen in `dimensions` numbers; half of the queries are of no class.
    private func sample(shots: Int, dimensions: Int, using generator: inout SeededGenerator) -> CalibrationSample {
        let (ways, each) = (5, 60)
        let means = Tensor.normal([ways + 1, dimensions], using: &generator) * 2
        let noise = Tensor.normal([ways, dimensions], using: &generator) / Double(shots).squareRoot()
        let prototypes = means[0..<ways] + noise
        let labels = (0..<ways * each * 2).map { $0 < ways * each ? $0 % ways : ways }
        var points: [Tensor] = []
        for label in labels {
            let mean = label < ways ? means[label] : Tensor.normal([dimensions], using: &generator) * 2
            points.append(mean + .normal([dimensions], using: &generator))
        }
        return CalibrationSample(
            distances: Tensor.stacked(points).squaredDistances(to: prototypes), shots: shots, labels: Tensor(labels))
    }

    @Test func `a fit finds the temperature of Gaussian classes, and is trusted on others`() throws {
        var generator = SeededGenerator(seed: 3)
        let samples = [1, 5, 1, 5].map { sample(shots: $0, dimensions: 8, using: &generator) }
        let calibration = try CalibrationFit.calibration(on: samples, steps: 200)
        // exp(−d²/2) is the density of a Gaussian of unit variance: T = 2 with perfect prototypes, more with young ones.
        #expect((2.0...4.5).contains(calibration.temperature))
        #expect(calibration.youth > 0)
        func trust(in calibration: Calibration) throws -> CalibrationMetrics {
            var generator = SeededGenerator(seed: 4)
            var trust = CalibrationMetrics()
            for shots in [1, 5] {
                let other = sample(shots: shots, dimensions: 8, using: &generator)
                let distances = try other.distances.to(.float64).values(as: Double.self)
                for (row, label) in try other.labels.values(as: Int.self).enumerated() {
                    let own = distances[row * 5..<row * 5 + 5]
                    let (classes, none) = calibration.probabilities(
                        distances: own, shots: Array(repeating: shots, count: 5))
                    let best = classes.indices.max { classes[$0] < classes[$1] } ?? 0
                    trust.add(
                        CalibrationMetrics.Answer(
                            confidence: classes[best], isRight: best == label, knownness: 1 - none, isKnown: label < 5))
                }
            }
            return trust
        }
        let (fitted, unfitted) = (try trust(in: calibration), try trust(in: Calibration()))
        #expect(fitted.calibrationError() < 0.05)
        // As in the posterior of a mean, one example is worth less than many.
        #expect(calibration.widening > 0)
        #expect(unfitted.calibrationError() > 0.2)
        #expect(fitted.areaUnderCurve > 0.8)
    }

    @Test func `nothing to fit on is an error`() {
        #expect(throws: LearnerError.self) { try CalibrationFit.calibration(on: []) }
    }
}

@Suite struct `How far answers can be trusted` {
    private func trust(_ answers: [(Double, Bool, Double, Bool)]) -> CalibrationMetrics {
        var trust = CalibrationMetrics()
        for (confidence, isRight, knownness, isKnown) in answers {
            trust.add(.init(confidence: confidence, isRight: isRight, knownness: knownness, isKnown: isKnown))
        }
        return trust
    }

    @Test func `the calibration error by hand`() {
        // Bins of a half: {0.2 wrong, 0.4 right} is off by |1 − 0.6|, {1.0 right, 0.8 wrong} by |1 − 1.8|; of four answers.
        let answers = trust([(0.2, false, 0, true), (0.4, true, 0, true), (1, true, 0, true), (0.8, false, 0, true)])
        #expect(abs(answers.calibrationError(bins: 2) - (0.4 + 0.8) / 4) < 1e-12)
    }

    @Test func `the area under the curve counts pairs, ties half`() {
        let answers = trust([
            (1, true, 0.9, true), (1, true, 0.5, true), (1, false, 0.5, false), (1, false, 0.1, false),
        ])
        #expect(answers.areaUnderCurve == 3.5 / 4)
        #expect(trust([(1, true, 1, true)]).areaUnderCurve.isNaN)
    }

    @Test func `false positives are counted where enough of the known pass`() {
        let known = (1...20).map { (1.0, true, Double($0), true) }
        let answers = trust(known + [(1, false, 1.5, false), (1, false, 2, false), (1, false, 30, false)])
        #expect(answers.falsePositiveRate(atRecall: 0.95) == 2.0 / 3)  // 19 of 20 are 2 or more
        #expect(trust([(1, true, 1, true)]).falsePositiveRate().isNaN)
    }

    @Test func `the surest answers come first`() {
        let answers = trust([(0.9, true, 0, true), (0.8, true, 0, true), (0.7, false, 0, true), (0.1, false, 0, true)])
        #expect(answers.accuracy(atCoverage: [0.5, 0.75, 1]) == [1, 2.0 / 3, 0.5])
        #expect(answers.accuracy(atCoverage: [0])[0].isNaN)
    }
}

@Suite struct `Tasks with unknown queries` {
    @Test func `show some classes and ask about all`() throws {
        let features = Tensor((0..<8).map(Float.init), shape: [8, 1])
        let dataset = Dataset(
            features: features,
            classes: (0..<4).map { Dataset.Class(name: "\($0)", examples: [2 * $0, 2 * $0 + 1]) })
        let sampler = try EpisodeSampler(dataset, shape: EpisodeShape(ways: 4, shots: 1, queries: 1), seed: 0)
        let task = sampler.episode(at: 0).opened(known: 2)
        #expect(task.support.ways == 2 && task.support.count == 2)
        #expect(try task.query.labels.values(as: Int.self) == [0, 1, 2, 2])
        let sample = try OpenSet(NearestNeighbor()).sample(sampler, count: 3)
        #expect(sample.distances.shape == [12, 2])
        // Classes lie two apart, a class's examples one: a known query is at the squared distance 1.
        let trust = try OpenSet.trust(in: Calibration(temperature: 0.1, rejection: 0.9), on: sample)
        #expect(trust.answers.count == 12 && trust.answers.count { $0.isKnown } == 6)
    }
}
