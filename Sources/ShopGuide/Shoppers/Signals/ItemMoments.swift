import Foundation

/// The popularity of a product, lately and in all, as it was known at any moment.
///
/// Events may come one by one; in order of time each takes O(1).
public struct ItemMoments: Sendable {
    /// The days after which an event counts for 1/e of what it did.
    public static let spans = SIMD4<Double>(7, 30, 90, 365)

    /// The number of events, dated or not.
    public private(set) var count = 0
    /// The day of the first dated event, if there was one.
    private var first = Double.infinity
    /// The latest dated event, which answers nearly every question; others are looked for elsewhere in memory.
    private var latest = Event(day: -.infinity, sums: .zero)
    /// The dated events before it, ascending.
    private var earlier: [Event] = []

    /// A dated event, without the padding that four numbers in a vector have.
    private struct Event: Sendable {
        /// Days since 1970.
        var day: Double
        private var week: Double, month: Double, quarter: Double, year: Double
        /// Decayed counts just after it.
        var sums: SIMD4<Double> { SIMD4(week, month, quarter, year) }

        init(day: Double, sums: SIMD4<Double>) {
            (self.day, week, month, quarter, year) = (day, sums[0], sums[1], sums[2], sums[3])
        }

        /// The event at a day of which this was the last before.
        func next(at day: Double) -> Event {
            Event(day: day, sums: sums * ItemMoments.decay(over: day - self.day) + .one)
        }
    }

    /// Creates the record of a product that nobody has wanted.
    public init() {}

    /// The popularity before a moment.
    public struct State: Sendable, Hashable {
        /// Events before, decayed by each of ``ItemMoments/spans``.
        public var lately: SIMD4<Double>
        /// The days since the latest event before, if there was one.
        public var sinceLast: Double?
        /// The days since the first.
        public var sinceFirst: Double?
    }

    /// Adds an event.
    public mutating func add(day: Double?) {
        count += 1
        guard let day else { return }
        let none = Event(day: -.infinity, sums: .zero)
        if day >= latest.day {
            if latest.day > none.day { earlier.append(latest) }
            latest = latest.next(at: day)
        } else {
            var place = earlier.count
            while place > 0, earlier[place - 1].day > day { place -= 1 }
            earlier.insert(Event(day: day, sums: .zero), at: place)
            for index in place..<earlier.count {
                earlier[index] = (index > 0 ? earlier[index - 1] : none).next(at: earlier[index].day)
            }
            latest = earlier[earlier.count - 1].next(at: latest.day)
        }
        first = min(first, day)
    }

    /// The popularity before a day: events of that very moment don't count.
    public func state(before day: Double) -> State {
        guard first < day else { return State(lately: .zero) }
        let last = latest.day < day ? latest : earlier(before: day)
        return State(
            lately: last.sums * Self.decay(over: day - last.day), sinceLast: day - last.day, sinceFirst: day - first)
    }

    /// The last of the earlier events before a day, of which there is one.
    private func earlier(before day: Double) -> Event {
        var (low, high) = (0, earlier.count)
        while low < high {
            let middle = (low + high) / 2
            if earlier[middle].day < day { low = middle + 1 } else { high = middle }
        }
        return earlier[low - 1]
    }

    private static func decay(over days: Double) -> SIMD4<Double> {
        days == 0
            ? .one : SIMD4(exp(-days / spans[0]), exp(-days / spans[1]), exp(-days / spans[2]), exp(-days / spans[3]))
    }
}

extension Timestamp {
    /// Days since 1970-01-01 00:00 UTC, with their fraction.
    public var days: Double { Double(milliseconds) / 86_400_000 }
}
