import ShopGuide
import Testing

/// Interactions in memory.
@Suite struct InteractionLogTests {
    private func event(_ product: Int32, _ kind: Interaction.Kind = .view, at time: Int64? = nil, in market: Int16 = 0)
        -> InteractionLog.Event
    {
        InteractionLog.Event(
            product: product, market: market, kind: kind, time: time.map { Timestamp(milliseconds: $0) })
    }

    private func products(_ log: InteractionLog, _ shopper: Int) -> [Int32] { log.history(of: shopper).map(\.product) }

    @Test func `shoppers have a number each, from their first mention until they are erased`() {
        var log = InteractionLog()
        #expect(log.knownNumber(of: "a") == nil)
        let numbers = [log.number(of: "a"), log.number(of: "b"), log.number(of: "a")]
        #expect(numbers == [0, 1, 0])
        let erased = log.erase("a")
        #expect(erased.isEmpty && log.knownNumber(of: "a") == nil)
        let next = log.number(of: "a")
        #expect(next == 2)
    }

    @Test func `events are in order of time, and of equal times in order of arrival`() {
        var log = InteractionLog()
        let shopper = log.number(of: "a")
        for (product, time) in [(1, 20), (2, 10), (3, 20), (4, 15), (5, 30)] {
            log.add(event(Int32(product), at: Int64(time)), of: shopper)
        }
        #expect(products(log, shopper) == [2, 4, 1, 3, 5])
        // Without a time an event is the newest, and others come after it.
        log.add(event(6), of: shopper)
        log.add(event(7, at: 5), of: shopper)
        #expect(products(log, shopper) == [2, 4, 1, 3, 5, 6, 7])
    }

    @Test func `a product has each of its shoppers once, until their last event with it goes`() {
        var log = InteractionLog()
        for (shopper, product) in [("a", 1), ("b", 1), ("a", 1), ("a", 2)] {
            log.add(event(Int32(product)), of: log.number(of: shopper))
        }
        #expect(log.shoppers(of: 1) == [0, 1] && log.shoppers(of: 2) == [0] && log.shoppers(of: 9).isEmpty)
        log.remove(event(1), of: 0)
        #expect(log.shoppers(of: 1) == [0, 1])
        let removals = [log.remove(event(1), of: 0), log.remove(event(1), of: 0)]
        #expect(removals == [true, false])
        #expect(log.shoppers(of: 1) == [1])
    }

    @Test func `what is removed is told`() {
        var log = InteractionLog()
        for (shopper, product) in [("a", 1), ("b", 1), ("a", 2)] {
            log.add(event(Int32(product), .like), of: log.number(of: shopper))
        }
        let removed = [log.remove(product: 1), log.remove(product: 1), log.remove(product: 99)]
        #expect(removed == [[event(1, .like), event(1, .like)], [], []])
        #expect(log.shoppers(of: 1).isEmpty && products(log, 0) == [2] && products(log, 1).isEmpty)
        let erased = [log.erase("a"), log.erase("a"), log.erase("nobody")]
        #expect(erased == [[event(2, .like)], [], []])
        #expect(log.shoppers(of: 2).isEmpty)
    }

    @Test func `products co-occur by the cosine of their shoppers`() {
        var log = InteractionLog()
        // Ten had both 1 and 2, of whom one dismissed 2; ten more had 1 and 3, in another market.
        for number in 0..<20 {
            let shopper = log.number(of: "\(number)")
            log.setHomeMarket(number < 10 ? 1 : 2, of: shopper)
            log.add(event(1), of: shopper)
            log.add(event(1, .purchase), of: shopper)
            log.add(event(number < 10 ? 2 : 3, number == 0 ? .dismiss : .view), of: shopper)
        }
        let both = Dictionary(uniqueKeysWithValues: log.coOccurring(with: 1).map { ($0.slot, $0.weight) })
        // 9 of 20 and 10 shoppers; 25 is what makes few count less.
        #expect(Set(both.keys) == [2, 3])
        #expect(both[2] == 9 / Float(20 * 10 + 25).squareRoot() && both[3] == 10 / Float(20 * 10 + 25).squareRoot())
        let others = [3, 1, 2, 4]
        let row = log.coOccurrences(of: 1, with: others, SlotMap(others))
        #expect(row == [both[3] ?? 0, 0, both[2] ?? 0, 0])
        let without = log.coOccurrences(of: 1, with: others, SlotMap(others), without: 2)
        #expect(without == [0, 0, 9 / Float(10 * 10 + 25).squareRoot(), 0])
        #expect(log.coOccurring(with: 77).isEmpty)
    }
}
