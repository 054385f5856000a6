import Testing

import ShopGuideApplication

/// When a snapshot is written.
@Suite struct SnapshotScheduleTests {
    private let schedule = SnapshotSchedule()

    private func isDue(
        _ products: Int, isThere: Bool = true, _ change: (inout SnapshotSchedule.State) -> Void = { _ in }
    )
        -> Bool
    {
        var state = SnapshotSchedule.State(products: products, isThere: isThere)
        change(&state)
        return schedule.isDue(state)
    }

    @Test func `a small shop has none, a large one its first at once`() {
        #expect(!isDue(9_999, isThere: false) && isDue(10_000, isThere: false))
    }

    @Test func `one that is as the shop is stays`() {
        #expect(!isDue(100_000) { $0.age = .seconds(1_000_000) })
    }

    @Test func `a hundredth of the products is enough, or a few after a while, or too many commits`() {
        #expect(!isDue(100_000) { $0.changed = 1_000 } && isDue(100_000) { $0.changed = 1_001 })
        #expect(isDue(100_000) { ($0.changed, $0.age) = (1, .seconds(901)) })
        #expect(isDue(100_000) { $0.commits = 50_001 })
    }

    @Test func `while products change it waits, but not for ever`() {
        #expect(!isDue(100_000) { ($0.changed, $0.isQuiet) = (40_000, false) })
        #expect(isDue(100_000) { ($0.changed, $0.isQuiet, $0.age) = (60_000, false, .seconds(901)) })
    }
}
