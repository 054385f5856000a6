import Foundation

/// A moment, exact to the millisecond.
///
/// Ten million events have one each, which is why it has its own reader and writer: Foundation's take ten times as long.
public struct Timestamp: Sendable, Hashable {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    public var milliseconds: Int64

    /// Creates a moment.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads `2017-01-28`, `2017-01-28 19:06`, `2017-01-28T19:06:53.250+01:00` (UTC where no offset is given), or a whole number:
    /// seconds since 1970, or milliseconds from 100,000,000,000 on.
    ///
    /// - Returns: nil where the text is none of these, or no such day or time exists.
    public init?(_ text: String) {
        if let number = Int64(text), text.utf8.count > 4 || number < 0 {
            // Year 0 to year 5138.
            guard -62_000_000_000_000..<100_000_000_000_000 ~= number else { return nil }
            let isSeconds = -62_000_000_000..<100_000_000_000 ~= number
            self.init(milliseconds: isSeconds ? number * 1000 : number)
            return
        }
        var text = text
        let moment = text.withUTF8 { bytes -> Int64? in
            var scan = Scan(bytes: bytes)
            return scan.moment()
        }
        // An offset may lead out of the years 0 to 9999, which have a text.
        guard let moment, -62_167_219_200_000..<253_402_300_800_000 ~= moment else { return nil }
        self.init(milliseconds: moment)
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
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.flooredQuotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era.quotient * 146_097 + era.remainder * 365 + era.remainder / 4 - era.remainder / 100 + dayOfYear
            - 719_468
    }

    /// The date of a day, by the same source.
    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let era = (days + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
        let day = era.remainder
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (year + era.quotient * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// Reads a date and a time from left to right.
    private struct Scan {
        let bytes: UnsafeBufferPointer<UInt8>
        var place = 0

        mutating func moment() -> Int64? {
            guard let year = digits(4), skip("-"), let month = digits(2), skip("-"), let day = digits(2) else {
                return nil
            }
            let days = Timestamp.days(year, month, day)
            guard 1...12 ~= month, 1...31 ~= day, Timestamp.date(days: days) == (year, month, day) else { return nil }
            var milliseconds = days * 86_400_000
            guard place < bytes.count else { return milliseconds }
            guard skip("T") || skip(" "), let hour = digits(2), skip(":"), let minute = digits(2) else { return nil }
            let second = skip(":") ? digits(2) : 0
            guard let second, hour < 24, minute < 60, second < 60 else { return nil }
            milliseconds += ((hour * 60 + minute) * 60 + second) * 1000
            if skip(".") {
                guard let fraction = fraction() else { return nil }
                milliseconds += fraction
            }
            guard let offset = offset(), place == bytes.count else { return nil }
            return milliseconds - offset * 60_000
        }

        /// Reads digits after the point; more than three are read, but not kept.
        private mutating func fraction() -> Int64? {
            var (value, count): (Int64, Int) = (0, 0)
            while let digit = digits(1) {
                if count < 3 { value = value * 10 + digit }
                count += 1
            }
            guard count > 0 else { return nil }
            for _ in count..<max(count, 3) { value *= 10 }
            return value
        }

        /// Reads `Z`, `+01:00`, `+0100` or nothing; returns minutes.
        private mutating func offset() -> Int64? {
            if place == bytes.count || skip("Z") { return 0 }
            let sign: Int64 = skip("-") ? -1 : 1
            guard sign < 0 || skip("+"), let hours = digits(2) else { return nil }
            _ = skip(":")
            guard let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
            return sign * (hours * 60 + minutes)
        }

        private mutating func digits(_ count: Int) -> Int64? {
            guard place + count <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[place..<place + count] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            place += count
            return value
        }

        private mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
            place += 1
            return true
        }
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
