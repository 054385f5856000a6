import Foundation

/// The popularity of a product, lately and in all, as it was known at any moment.
///
/// Events may come one by one; in order of time each takes O(1).
public struct ItemMoments: Sendable {
    /// The days after which an event counts for 1/e of what it did.
    public static let spans = SIMD4<Double>(7, 30, 90, 365)

    /// The number of events, dated or not.
    public private(set) var count = 0
    /// The days of dated events since 1970, ascending.
    private var days: [Double] = []
    /// Decayed counts just after each of them.
    private var sums: [SIMD4<Double>] = []

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
        var place = days.count
        while place > 0, days[place - 1] > day { place -= 1 }
        days.insert(day, at: place)
        sums.insert(.zero, at: place)
        for index in place..<days.count { sums[index] = sum(at: index) }
    }

    private func sum(at index: Int) -> SIMD4<Double> {
        guard index > 0 else { return .one }
        return sums[index - 1] * Self.decay(over: days[index] - days[index - 1]) + .one
    }

    /// The popularity before a day: events of that very moment don't count.
    public func state(before day: Double) -> State {
        var (low, high) = (0, days.count)
        while low < high {
            let middle = (low + high) / 2
            if days[middle] < day { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return State(lately: .zero) }
        let last = days[low - 1]
        return State(
            lately: sums[low - 1] * Self.decay(over: day - last), sinceLast: day - last, sinceFirst: day - days[0])
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
