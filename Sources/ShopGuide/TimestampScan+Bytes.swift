// The bytes of the text, one after the other.
extension TimestampScan {
    /// The byte to be read next; 0 at the end.
    var next: UInt8 { place < bytes.count ? bytes[place] : 0 }

    /// Passes a moment on where only blanks follow.
    mutating func end(_ moment: Int64?) -> Int64? {
        while place < bytes.count, next <= 32 { place += 1 }
        return place == bytes.count ? moment : nil
    }

    /// Reads up to 19 digits, and says how many there were.
    mutating func number() -> (value: Int64, count: Int)? {
        let start = place
        var value: Int64 = 0
        while next &- UInt8(ascii: "0") < 10 {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, exceeds) = product.addingReportingOverflow(Int64(next - UInt8(ascii: "0")))
            guard !overflows, !exceeds else { return nil }
            (value, place) = (sum, place + 1)
        }
        return place > start ? (value, place - start) : nil
    }

    /// Reads one digit or more, up to a count.
    mutating func number(_ most: Int) -> Int64? {
        guard let (value, count) = number(), count <= most else { return nil }
        return value
    }

    /// Reads as many digits as are asked for.
    mutating func digits(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard next &- UInt8(ascii: "0") < 10 else { return nil }
            (value, place) = (value * 10 + Int64(next - UInt8(ascii: "0")), place + 1)
        }
        return value
    }

    /// Reads digits after the point as milliseconds; more than three are read, but not kept.
    mutating func fraction() -> Int64? {
        var (value, count): (Int64, Int) = (0, 0)
        while let digit = digits(1) {
            if count < 3 { value = value * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<max(count, 3) { value *= 10 }
        return value
    }

    mutating func skip(_ text: StaticString) -> Bool {
        guard place + text.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<text.utf8CodeUnitCount where bytes[place + index] != text.utf8Start[index] { return false }
        place += text.utf8CodeUnitCount
        return true
    }
}
