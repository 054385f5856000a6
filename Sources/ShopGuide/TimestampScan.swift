/// A reader of a date and a time, from left to right over the bytes of a text.
struct TimestampScan {
    let bytes: UnsafeBufferPointer<UInt8>
    var place = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Returns milliseconds since 1970, or nil where the text isn't a moment.
    mutating func moment() -> Int64? {
        while next <= 32, place < bytes.count { place += 1 }
        let start = place
        guard let (number, count) = number() else { return hasNegativeSign() ? secondsBefore1970() : namedDate() }
        switch (count, next) {
        case (4, UInt8(ascii: "-")), (4, UInt8(ascii: "/")), (4, UInt8(ascii: ".")), (4, 0xE5): return yearFirst(number)
        case (1...2, UInt8(ascii: ".")): return dayFirst(number)
        case (1...2, UInt8(ascii: " ")), (1...2, UInt8(ascii: "-")):
            place = start
            return namedDate()
        case (8, UInt8(ascii: "T")), (8, UInt8(ascii: " ")):
            return time(after: day(number / 10_000, number / 100 % 100, number % 100))
        case (8, _), (14, _), (17, _): return end(digitsOnly(number, count))
        case (12, _): return end(digitsOnly(number, 12).flatMap { isYearUsual(number) ? $0 : nil } ?? number)
        case (5...19, _): return sinceStart(number, count)
        default: return nil
        }
    }

    // MARK: - Numbers

    /// Reads digits as one moment: `20161231`, then hours and minutes, seconds, milliseconds as far as there are digits for them.
    private func digitsOnly(_ number: Int64, _ count: Int) -> Int64? {
        var (rest, milliseconds) = (number, Int64(0))
        if count == 17 { (rest, milliseconds) = (rest / 1000, rest % 1000) }
        if count >= 14 { (rest, milliseconds) = (rest / 100, milliseconds + rest % 100 * 1000) }
        guard milliseconds < 60_000 else { return nil }
        if count >= 12 {
            guard rest / 100 % 100 < 24, rest % 100 < 60 else { return nil }
            milliseconds += (rest / 100 % 100 * 60 + rest % 100) * 60_000
            rest /= 10_000
        }
        return day(rest / 10_000, rest / 100 % 100, rest % 100).map { $0 + milliseconds }
    }

    /// Returns whether twelve digits begin with a year that they hardly would as milliseconds, which are in 1976 then.
    private func isYearUsual(_ number: Int64) -> Bool { 1990...2099 ~= number / 100_000_000 }

    /// Reads the fraction after a count of seconds, milliseconds, microseconds or nanoseconds.
    private mutating func sinceStart(_ number: Int64, _ count: Int) -> Int64? {
        var fraction: Int64 = 0
        if skip(".") || skip(",") {
            guard let digits = self.fraction() else { return nil }
            fraction = digits
        }
        switch count {
        case ...11: return end(number < 100_000_000_000 ? number * 1000 + fraction : number)
        case ...14: return end(number)
        case 15, 16: return end(number / 1000)
        case 18, 19: return end(number / 1_000_000)
        default: return nil
        }
    }

    private mutating func hasNegativeSign() -> Bool { skip("-") }

    /// Reads seconds, or milliseconds from 62,000,000,000 on, before 1970.
    private mutating func secondsBefore1970() -> Int64? {
        guard let (number, count) = number(), count <= 14 else { return nil }
        var fraction: Int64 = 0
        if skip(".") {
            guard let digits = self.fraction() else { return nil }
            fraction = digits
        }
        return end(number <= 62_000_000_000 ? -number * 1000 - fraction : -number)
    }

    // MARK: - Dates

    /// Reads `-12-31`, `/12/31`, `.12.31` or `年12月31日` after a year.
    private mutating func yearFirst(_ year: Int64) -> Int64? {
        if skip("年") {
            guard let month = number(2), skip("月"), let date = number(2), skip("日") else { return nil }
            return time(after: day(year, month, date))
        }
        let sign = next
        place += 1
        guard let month = number(2), next == sign else { return nil }
        place += 1
        guard let date = number(2) else { return nil }
        return time(after: day(year, month, date))
    }

    /// Reads `.12.2016` after a day.
    private mutating func dayFirst(_ date: Int64) -> Int64? {
        guard skip("."), let month = number(2), skip("."), let (year, count) = number(), count == 4 else { return nil }
        return time(after: day(year, month, date))
    }

    /// Reads `Sat, 31 Dec 2016`, `31-Dec-2016` or `Dec 31, 2016`.
    private mutating func namedDate() -> Int64? {
        var (date, month, year) = (Int64?.none, Int64?.none, Int64?.none)
        var words = 0
        while year == nil {
            if let (number, count) = number() {
                if count == 4 { year = number } else if date == nil, count <= 2 { date = number } else { return nil }
            } else if let name = name() {
                words += 1
                if let number = Self.months.firstIndex(of: name) {
                    guard month == nil else { return nil }
                    month = Int64(number + 1)
                } else {
                    guard words == 1, date == nil, Self.days.contains(name) else { return nil }
                }
            } else {
                return nil
            }
            guard year == nil else { break }
            let start = place
            _ = skip(",") || skip("-") || skip(".")
            while skip(" ") {}
            guard place > start else { return nil }
        }
        guard let date, let month, let year else { return nil }
        return time(after: day(year, month, date))
    }

    private static let months: [UInt32] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    .map(code)
    private static let days: [UInt32] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(code)

    private static func code(_ name: String) -> UInt32 { name.utf8.reduce(0) { $0 << 8 | UInt32($1) } }

    /// Reads a word of three to nine letters; returns its first three, in small letters, as one number.
    private mutating func name() -> UInt32? {
        var (code, count): (UInt32, Int) = (0, 0)
        while (next | 32) &- UInt8(ascii: "a") < 26 {
            if count < 3 { code = code << 8 | UInt32(next | 32) }
            (count, place) = (count + 1, place + 1)
        }
        return 3...9 ~= count ? code : nil
    }

    /// Returns the beginning of a day in milliseconds, if there is such a day.
    private func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
        guard 1...12 ~= month, 1...31 ~= day else { return nil }
        let days = Timestamp.days(year, month, day)
        return Timestamp.date(days: days) == (year, month, day) ? days * 86_400_000 : nil
    }

    // MARK: - Times

    /// Reads what follows a day: nothing, or a time and its offset.
    private mutating func time(after day: Int64?) -> Int64? {
        guard var moment = day else { return nil }
        let start = place
        _ = skip(",")
        while skip(" ") {}
        guard place < bytes.count else { return moment }
        guard skip("T") || skip("t") || place > start, let (first, count) = number() else { return nil }
        var (hour, minute, second) = (first, Int64(0), Int64(0))
        switch count {
        case 1, 2:
            guard skip(":"), let minutes = digits(2) else { return nil }
            minute = minutes
            if skip(":") {
                guard let seconds = digits(2) else { return nil }
                second = seconds
            }
        case 4: (hour, minute) = (first / 100, first % 100)
        case 6: (hour, minute, second) = (first / 10_000, first / 100 % 100, first % 100)
        default: return nil
        }
        var fraction: Int64 = 0
        if skip(".") || skip(",") {
            guard let digits = self.fraction() else { return nil }
            fraction = digits
        }
        while skip(" ") {}
        if next | 32 == UInt8(ascii: "a") || next | 32 == UInt8(ascii: "p") {
            guard let half = halfOfDay(), 1...12 ~= hour else { return nil }
            hour = hour % 12 + half
        }
        guard hour < 24, minute < 60, second < 60, let offset = offset() else { return nil }
        moment += ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction
        return end(moment)
    }

    /// Reads `AM` or `PM`; returns the hours to add.
    private mutating func halfOfDay() -> Int64? {
        let hours: Int64 = next | 32 == UInt8(ascii: "p") ? 12 : 0
        place += 1
        guard next | 32 == UInt8(ascii: "m") else { return nil }
        place += 1
        while skip(" ") {}
        return hours
    }

    /// Reads `Z`, `UTC`, `GMT`, `+01:00`, `+0100`, `+01` or nothing; returns minutes.
    private mutating func offset() -> Int64? {
        if place == bytes.count || skip("Z") || skip("z") || skip("UTC") || skip("GMT") { return 0 }
        let sign: Int64 = skip("-") ? -1 : 1
        guard sign < 0 || skip("+"), let hours = digits(2) else { return nil }
        let minutes = skip(":") || place < bytes.count && next > 32 ? digits(2) : 0
        guard let minutes, hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
