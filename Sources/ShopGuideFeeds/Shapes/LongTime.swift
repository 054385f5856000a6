/// The time of a row of a long table: nothing, a number of whatever is counted, or a date; what comes first is less.
package struct LongTime: Comparable {
    /// 0 for none, 1 for a number, 2 for a date.
    package var rank: UInt8 = 0
    package var value = 0.0

    package static func < (one: LongTime, other: LongTime) -> Bool {
        one.rank == other.rank ? one.value < other.value : one.rank < other.rank
    }

    /// The time before all others, where a row has none.
    package init() {}

    package init(rank: UInt8, value: Double) { (self.rank, self.value) = (rank, value) }

    /// Reads a cell: a number, or a date as ISO 8601 has it, `2015-09-11`, `2015-09-11 10:30:00.5`, `2015-09-11T10:30+02:00`.
    ///
    /// - Throws: ``RowProblem`` that names the column where it is anything else, since texts aren't ordered as times are.
    package init(_ cell: Cell, _ column: String) throws {
        switch cell {
        case .empty: return
        case .integer(let number): (rank, value) = (1, Double(number))
        case .number(let number): (rank, value) = (1, number)
        default:
            var text = cell.text ?? ""
            let time = text.withUTF8 { Self.number($0) ?? Self.date($0) }
            guard let time else {
                throw RowProblem(
                    "\(column) \"\(text.prefix(40))\" is neither a number nor a date such as 2015-09-11 10:30:00")
            }
            self = time
        }
    }

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> LongTime? {
        guard bytes.count <= 32 else { return nil }
        if bytes.count <= 15, bytes.allSatisfy({ 48...57 ~= $0 }) {
            return bytes.isEmpty ? nil : LongTime(rank: 1, value: Double(bytes.reduce(0) { $0 * 10 + Int($1 - 48) }))
        }
        guard bytes.allSatisfy({ 48...57 ~= $0 || [43, 45, 46, 69, 101].contains($0) }),
            let number = Double(String(decoding: bytes, as: UTF8.self)), number.isFinite
        else { return nil }
        return LongTime(rank: 1, value: number)
    }

    /// Reads a date as seconds since 1970.
    private static func date(_ bytes: UnsafeBufferPointer<UInt8>) -> LongTime? {
        var scanner = DigitScanner(bytes)
        guard let year = scanner.digits(4), scanner.skip("-/."), let month = scanner.digits(2), scanner.skip("-/."),
            let day = scanner.digits(2), 1...12 ~= month, 1...31 ~= day
        else { return nil }
        var seconds = Double(daysSince1970(year, month, day)) * 86_400
        if scanner.skip("T t"), !scanner.isAtEnd {
            guard let hour = scanner.digits(2), scanner.skip(":"), let minute = scanner.digits(2) else { return nil }
            seconds += Double(hour * 3600 + minute * 60)
            if scanner.skip(":") {
                guard let second = scanner.digits(2) else { return nil }
                seconds += Double(second)
                if scanner.skip(".,") {
                    guard let fraction = scanner.fraction() else { return nil }
                    seconds += fraction
                }
            }
        }
        _ = scanner.skip(" ")
        if let sign = scanner.sign() {
            guard let hours = scanner.digits(2) else { return nil }
            _ = scanner.skip(":")
            seconds -= sign * Double(hours * 3600 + (scanner.digits(2) ?? 0) * 60)
        } else if !scanner.skip("Zz") {
            scanner.skipWord("UTC")
        }
        return scanner.isAtEnd ? LongTime(rank: 2, value: seconds) : nil
    }

    /// The days from 1 January 1970 in the Gregorian calendar, counted in years that begin in March.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469
    }
}

/// Reads digits and signs from the front of a text.
private struct DigitScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    package init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    package var isAtEnd: Bool { place == bytes.count }

    package mutating func digits(_ count: Int) -> Int? {
        guard place + count <= bytes.count else { return nil }
        let part = bytes[place..<(place + count)]
        guard part.allSatisfy({ 48...57 ~= $0 }) else { return nil }
        place += count
        return part.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    package mutating func fraction() -> Double? {
        let start = place
        var (value, unit) = (0.0, 0.1)
        while !isAtEnd, 48...57 ~= bytes[place] {
            value += unit * Double(bytes[place] - 48)
            unit /= 10
            place += 1
        }
        return place > start ? value : nil
    }

    package mutating func sign() -> Double? { skip("+") ? 1 : skip("-") ? -1 : nil }

    /// Skips one of some signs.
    package mutating func skip(_ signs: String) -> Bool {
        guard !isAtEnd, signs.utf8.contains(bytes[place]) else { return false }
        place += 1
        return true
    }

    package mutating func skipWord(_ word: String) {
        if bytes[place...].elementsEqual(word.utf8) { place = bytes.count }
    }
}
