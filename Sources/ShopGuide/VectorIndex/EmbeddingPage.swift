/// Some quantised vectors of one width; of a vector that is mostly zeros the other numbers are kept, each with its place.
///
/// Embeddings of texts are hashed words, seven in eight of whose numbers are zeros. Products of vectors are the same, to the last bit, however they are
/// kept.
struct EmbeddingPage: Sendable {
    /// The numbers of the rows, one after the other: all of a dense row, those that aren't zero of another.
    private(set) var numbers: [Int16] = []
    /// The places of the numbers of rows that aren't dense.
    private(set) var places: [UInt16] = []
    /// The end of each row among the numbers, and among the places.
    private(set) var ends: [End] = []

    /// The end of a row.
    struct End: Sendable, BitwiseCopyable {
        var numbers: UInt32 = 0
        var places: UInt32 = 0
    }

    /// Creates a page without rows.
    init() {}

    /// Creates a page of rows that were kept; nil where one isn't whole.
    init?(numbers: [Int16], places: [UInt16], ends: [End], dimensions: Int) {
        let width = QuantizedVectors.width(of: dimensions)
        var last = End()
        for end in ends {
            guard end.numbers >= last.numbers, end.places >= last.places else { return nil }
            let (count, placed) = (end.numbers - last.numbers, end.places - last.places)
            guard count == placed || placed == 0 && Int(count) == width else { return nil }
            last = end
        }
        guard Int(last.numbers) == numbers.count, Int(last.places) == places.count else { return nil }
        guard places.allSatisfy({ Int($0) < dimensions }) else { return nil }
        (self.numbers, self.places, self.ends) = (numbers, places, ends)
    }

    /// The number of rows.
    var count: Int { ends.count }

    /// Adds a row of a ``QuantizedVectors``.
    mutating func append(_ row: [Int16]) {
        ends.append(ends.last ?? End())
        replace(ends.count - 1, with: row)
    }

    /// Replaces a row.
    mutating func replace(_ row: Int, with other: [Int16]) {
        let used = other.count { $0 != 0 }
        // A place takes as much as a number.
        let isDense = 2 * used > other.count || other.count > Int(UInt16.max)
        let old = range(of: row)
        var (kept, at) = (other, [UInt16]())
        if !isDense {
            at.reserveCapacity(used)
            for (place, number) in other.enumerated() where number != 0 { at.append(UInt16(place)) }
            kept = at.map { other[Int($0)] }
        }
        numbers.replaceSubrange(old.numbers, with: kept)
        places.replaceSubrange(old.places, with: at)
        let (more, morePlaces) = (kept.count - old.numbers.count, at.count - old.places.count)
        for later in row..<ends.count {
            ends[later].numbers = UInt32(Int(ends[later].numbers) + more)
            ends[later].places = UInt32(Int(ends[later].places) + morePlaces)
        }
    }

    /// Gives back the room that was kept for more rows.
    mutating func trim() {
        numbers = numbers.withUnsafeBufferPointer { Array($0) }
        places = places.withUnsafeBufferPointer { Array($0) }
        ends = ends.withUnsafeBufferPointer { Array($0) }
    }

    /// Returns a row as one of a ``QuantizedVectors``.
    func row(_ row: Int, _ width: Int) -> [Int16] {
        let range = range(of: row)
        if range.places.isEmpty, !range.numbers.isEmpty { return Array(numbers[range.numbers]) }
        var all = [Int16](repeating: 0, count: width)
        for (number, place) in zip(range.numbers, range.places) { all[Int(places[place])] = numbers[number] }
        return all
    }

    /// Copies the unit vector of a row to a place of zeros.
    func copy(_ row: Int, to target: UnsafeMutableBufferPointer<Float>) {
        let range = range(of: row)
        if range.places.isEmpty {
            for place in 0..<min(range.numbers.count, target.count) {
                target[place] = Float(numbers[range.numbers.lowerBound + place]) / QuantizedVectors.one
            }
        } else {
            for (number, place) in zip(range.numbers, range.places) {
                target[Int(places[place])] = Float(numbers[number]) / QuantizedVectors.one
            }
        }
    }

    /// Whether a row is that of a vector of zeros.
    func isEmpty(_ row: Int) -> Bool { range(of: row).numbers.isEmpty }

    /// Stores the products of a row with consecutive rows of a ``QuantizedVectors``.
    func dots(
        _ row: Int, with others: UnsafePointer<Int16>, _ count: Int, _ width: Int,
        _ products: UnsafeMutablePointer<Int32>
    ) {
        let range = range(of: row)
        numbers.withUnsafeBufferPointer { numbers in
            guard let numbers = numbers.baseAddress.map({ $0 + range.numbers.lowerBound }) else {
                return products.update(repeating: 0, count: count)
            }
            guard !range.places.isEmpty || range.numbers.isEmpty else {
                return QuantizedVectors.dots(others, count, numbers, width, products)
            }
            places.withUnsafeBufferPointer { places in
                for other in 0..<count {
                    let other = (row: others + other * width, number: other)
                    var product: Int32 = 0
                    for place in 0..<range.numbers.count {
                        let at = Int(places[range.places.lowerBound + place])
                        product &+= Int32(numbers[place]) &* Int32(other.row[at])
                    }
                    products[other.number] = product
                }
            }
        }
    }

    /// The numbers and the places of a row.
    @inline(__always)
    private func range(of row: Int) -> (numbers: Range<Int>, places: Range<Int>) {
        let (start, end) = (row == 0 ? End() : ends[row - 1], ends[row])
        return (Int(start.numbers)..<Int(end.numbers), Int(start.places)..<Int(end.places))
    }
}
