import FewShotLearning
import FewShotTensors
import Testing

@Suite struct TallyTests {
    private func result(_ accuracy: Double) -> EpisodeResult {
        EpisodeResult(accuracy: accuracy, loss: 1, labels: [0, 1, 1], answers: [0, 1, 0])
    }

    @Test func `gives the mean and its 95 % interval over episodes`() {
        var tally = Tally()
        for accuracy in [0.6, 0.8, 1.0, 0.8] { tally.add(result(accuracy), plan: nil) }
        #expect(abs(tally.accuracy - 0.8) < 1e-12)
        // The sample deviation is √(0.08 / 3), of which the standard error is half.
        #expect(abs(tally.confidence95 - 1.96 * (0.08 / 3).squareRoot() / 2) < 1e-12)
    }

    @Test func `has no interval for one episode`() {
        var tally = Tally()
        tally.add(result(0.5), plan: nil)
        #expect(tally.confidence95 == 0)
    }

    @Test func `tells who was taken for whom`() {
        var tally = Tally()
        tally.add(result(2.0 / 3), plan: EpisodePlan(classes: [4, 2], support: [], query: []))
        let confusion = tally.confusion(in: Datasets.noisyPictures(classes: 5, examples: 1))
        #expect(confusion.map(\.name) == ["class 2", "class 4"])
        #expect(confusion[0].right == 1 && confusion[0].queries == 2)
        #expect(confusion[0].mistakes.first?.name == "class 4")
        #expect(confusion[1].mistakes.isEmpty)
    }
}
