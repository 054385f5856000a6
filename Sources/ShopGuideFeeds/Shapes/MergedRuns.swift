/// Reads sorted runs as one, id by id; the rows of an id come in the order of the file.
final class MergedRuns {
    private let readers: [BlockReader]
    /// The numbers of the readers that have rows, as a heap whose first has the least id, or of the same id the earliest.
    private var heap: [Int] = []

    init(_ readers: [BlockReader]) {
        self.readers = readers
        heap = readers.indices.filter { readers[$0].block != nil }
        for place in heap.indices.reversed() { sink(place) }
    }

    /// Passes all rows of the next id to `body`; returns the id's bytes, nil at the end.
    func next(_ body: (LongRecord) throws -> Void) throws -> [UInt8]? {
        guard let first = heap.first, let block = readers[first].block else { return nil }
        let id = [UInt8](LongRecord(block: block).id)
        try id.withUnsafeBytes { id in
            while let first = heap.first {
                let reader = readers[first]
                var isSame = false
                while let block = reader.block {
                    let record = LongRecord(block: block)
                    guard order(record.id, id) == 0 else { break }
                    isSame = true
                    try body(record)
                    try reader.advance()
                }
                guard isSame else { break }
                if reader.block == nil {
                    heap[0] = heap[heap.count - 1]
                    heap.removeLast()
                }
                sink(0)
            }
        }
        return id
    }

    private func sink(_ place: Int) {
        var place = place
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < heap.count && comes(heap[child], before: heap[least]) {
                least = child
            }
            guard least != place else { return }
            heap.swapAt(place, least)
            place = least
        }
    }

    private func comes(_ one: Int, before other: Int) -> Bool {
        guard let first = readers[one].block, let second = readers[other].block else { return false }
        let order = order(LongRecord(block: first).id, LongRecord(block: second).id)
        return order == 0 ? one < other : order < 0
    }
}
