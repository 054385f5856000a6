/// Ranges of rows of the same length, which together are all rows of a table.
struct RowPlaces: Sequence, IteratorProtocol {
    private let (count, first, length): (Int64, Int64, Int64)
    private var place: Int64 = 0

    /// Divides the rows from one to another into so many ranges, or fewer where they are fewer.
    init(_ count: Int, from first: Int64, to last: Int64) {
        length = last - first + 1
        (self.count, self.first) = (Swift.min(Int64(Swift.max(1, count)), length), first)
    }

    mutating func next() -> ClosedRange<Int64>? {
        guard place < count else { return nil }
        defer { place += 1 }
        func start(_ place: Int64) -> Int64 {
            let (whole, rest) = length.quotientAndRemainder(dividingBy: count)
            return first + whole * place + rest * place / count
        }
        return start(place)...start(place + 1) - 1
    }
}
