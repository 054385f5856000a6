import ShopGuide
import ShopGuideExperiments
import Testing

@Suite struct `Spans of time` {
    private static let day: Int64 = 86_400_000

    /// One shopper's events at moments, in days.
    private func spans(_ days: [Double]) -> TimeSpans? {
        TimeSpans([
            ShopperHistory(
                events: days.map { day in
                    ShopperHistory.Event(
                        product: 0, kind: .view, time: Timestamp(milliseconds: Int64(day * Double(Self.day))))
                })
        ])
    }

    @Test func `begin at midnight where they are of weeks`() throws {
        let found = try #require(spans((0..<100).map { Double($0) + 0.5 }))
        #expect(found.validation.milliseconds == 70 * Self.day && found.test.milliseconds == 85 * Self.day)
    }

    @Test func `begin within a day that has the events of two of them`() throws {
        // A year's events, and as many on the day that the shop began to send its own.
        let (year, today) = ((0..<100).map { 3.65 * Double($0) }, (0..<100).map { 366 + Double($0) / 200 })
        let found = try #require(spans(year + today))
        #expect(found.validation.milliseconds == Int64(366.2 * Double(Self.day)))
        #expect(found.test.milliseconds == Int64(366.35 * Double(Self.day)))
    }

    @Test func `aren't there where nothing is before`() {
        #expect(spans([Double](repeating: 1, count: 20)) == nil)
        #expect(spans([1, 2, 3]) == nil)
    }
}
