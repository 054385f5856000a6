import Foundation

/// A moment, exact to the millisecond.
///
/// Ten million events have one each, which is why it has its own reader and writer: Foundation's take ten times as long.
public struct Timestamp: Sendable, Hashable {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    public var milliseconds: Int64

    /// Creates a moment.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads a date, a date and time, or a number of seconds since 1970, in the forms that shops and data sets have.
    ///
    /// - `2017-01-28`, `2017-01-28 19:06`, `2017-01-28T19:06:53.250+01:00`, `2019-10-01 00:00:00 UTC`, `2016/12/31 10:11`,
    ///   `31.12.2016`, `31.12.2016 10:11:12`, `20161231T101112Z`, `2016年12月31日`; UTC where no offset is given.
    /// - `31 Dec 2016`, `Dec 31, 2016 10:11 PM`, `Sat, 31 Dec 2016 10:11:12 GMT`.
    /// - Eight digits: a date, `20161231`. Twelve, fourteen or seventeen: a date and time, `201612311011`, `20161231101112`.
    /// - Other numbers of more than four digits: seconds since 1970 with or without a fraction, milliseconds from 100,000,000,000 on,
    ///   microseconds (15 or 16 digits), nanoseconds (18 or 19 digits).
    ///
    /// Parts of a millisecond are dropped.
    ///
    /// - Returns: nil where the text is none of these, or no such day or time exists; also for `12/31/2016`, for nothing in it says
    ///   whether the day or the month comes first.
    public init?(_ text: String) {
        var text = text
        let moment = text.withUTF8 { bytes -> Int64? in
            var scan = TimestampScan(bytes)
            return scan.moment()
        }
        // An offset may lead out of the years 0 to 9999, which have a text.
        guard let moment, -62_167_219_200_000..<253_402_300_800_000 ~= moment else { return nil }
        self.init(milliseconds: moment)
    }

    /// Returns whether something may have happened then in a shop: from 1990 until a day after `now`.
    ///
    /// Numbers that aren't times, such as days since 1900 or seconds of a session, lie before.
    public func isPlausible(now: Timestamp = .now) -> Bool {
        631_152_000_000..<now.milliseconds + 86_400_000 ~= milliseconds
    }

    /// The moment in UTC: `2017-01-28T19:06:53Z`, with milliseconds where there are some.
    public var text: String {
        let (days, rest) = milliseconds.flooredQuotientAndRemainder(dividingBy: 86_400_000)
        let (year, month, day) = Self.date(days: days)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let years = String(year + 10_000).dropFirst()
        var text = "\(years)-\(two(month))-\(two(day))T"
        text += "\(two(rest / 3_600_000)):\(two(rest / 60_000 % 60)):\(two(rest / 1000 % 60))"
        if rest % 1000 > 0 { text += ".\(String(rest % 1000 + 1000).dropFirst())" }
        return text + "Z"
    }

    /// Days since 1970-01-01 of a date (H. Hinnant, "chrono-compatible low-level date algorithms").
    static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.flooredQuotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era.quotient * 146_097 + era.remainder * 365 + era.remainder / 4 - era.remainder / 100 + dayOfYear
            - 719_468
    }

    /// The date of a day, by the same source.
    static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let era = (days + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
        let day = era.remainder
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (year + era.quotient * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension Int64 {
    /// A division that rounds down, so that days before 1970 count right.
    fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Timestamp: Codable {
    /// Reads a text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let moment = Timestamp(try container.decode(String.self)) else {
            throw FieldFault("must be a date and time such as 2017-01-28T19:06:53Z", at: container.codingPath).error
        }
        self = moment
    }

    /// Writes the moment in UTC as a text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension Timestamp {
    /// The current moment.
    public static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
