import Foundation
import ShopGuide

/// The division of a shop's events by time: learned from, chosen on, and tested on, in this order.
package struct TimeSpans: Sendable, Hashable {
    /// The beginning of validation: what came before is learned from.
    package let validation: Timestamp
    /// The beginning of the test.
    package let test: Timestamp
    /// The first event's moment.
    package let first: Timestamp
    /// The last event's moment.
    package let last: Timestamp

    /// The shares of events before validation, and before the test.
    private static let shares = (0.7, 0.85)
    private static let day: Int64 = 86_400_000

    /// Divides events so that 70 % are learned from and 15 % each are chosen and tested on; spans begin at midnight where they are of
    /// weeks, and within a day where two would begin at the same midnight.
    ///
    /// - Returns: nil where there are too few moments to divide.
    package init?(_ histories: [ShopperHistory]) {
        let times = histories.flatMap { $0.events.compactMap { $0.time?.milliseconds } }.sorted()
        guard let first = times.first, let last = times.last, times.count >= 10 else { return nil }
        func begin(_ validation: Int64, _ test: Int64) -> (Int64, Int64)? {
            first < validation && validation < test ? (validation, test) : nil
        }
        func moment(_ share: Double) -> Int64 { times[Int(share * Double(times.count))] }
        let (some, most) = (moment(Self.shares.0), moment(Self.shares.1))
        let days = last - first > 60 * Self.day ? begin(some - some % Self.day, most - most % Self.day) : nil
        guard let (validation, test) = days ?? begin(some, most) else { return nil }
        (self.first, self.last) = (Timestamp(milliseconds: first), Timestamp(milliseconds: last))
        (self.validation, self.test) = (Timestamp(milliseconds: validation), Timestamp(milliseconds: test))
    }

    /// The number of a history's events before a moment.
    static func count(_ history: ShopperHistory, before moment: Timestamp) -> Int {
        history.events.prefix { ($0.time?.milliseconds ?? .min) < moment.milliseconds }.count
    }
}
