import ShopGuide
import Testing

@Suite struct `Answers of none` {
    private func classification(_ probabilities: [Double], none: Double) -> Classification {
        Classification(
            answers: probabilities.enumerated().map {
                Classification.Answer(category: "c\($0)", probability: $1, distance: 1)
            }, none: none)
    }

    @Test(
        arguments: [
            ([0.1, 0.02], 0.88, Classification.Doubt.far), ([0.3, 0.25], 0.45, .between), ([0.2, 0.15], 0.65, .far),
            ([0.3], 0.7, .far), ([0.6, 0.3], 0.1, nil), ([], 1, nil),
        ] as [([Double], Double, Classification.Doubt?)])
    func `say whether something is far from all categories or between two`(
        _ probabilities: [Double], _ none: Double, _ doubt: Classification.Doubt?
    ) {
        #expect(classification(probabilities, none: none).doubt == doubt)
    }
}
