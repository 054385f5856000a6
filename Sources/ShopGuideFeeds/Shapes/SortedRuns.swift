import Foundation

/// The rows of a long table, sorted by id in runs: the last in memory, those before it in a file.
final class SortedRuns {
    /// The bytes of a run.
    static let runBytes = 32 << 20
    private static let bufferBytes = 32 << 20

    /// The number of all rows.
    private(set) var count = 0
    private let capacity: Int
    private var arena: UnsafeMutableRawBufferPointer
    private var used = 0
    private var entries: [Entry] = []
    private var file: ScratchFile?
    private var parts: [Range<Int>] = []
    private var last: [UInt8] = []

    /// A row's place, and the beginning of its id, by which most are sorted.
    private struct Entry {
        var prefix: UInt64
        var place: Int
    }

    init(runBytes: Int) {
        capacity = runBytes
        arena = .allocate(byteCount: runBytes, alignment: 8)
    }

    deinit { arena.deallocate() }

    /// Adds a row.
    ///
    /// - Throws: ``RowProblem`` where it is too large; ``FeedError`` where the disk is full.
    func add(id: String, property: Int, time: LongTime, cell: Cell) throws {
        let size = LongRecord.size(id: id, cell: cell)
        guard size <= capacity else { throw RowProblem("longer than \(capacity) bytes") }
        if used + size > capacity || entries.count == capacity / 32 { try spill() }
        let block = UnsafeMutableRawBufferPointer(rebasing: arena[used..<(used + size)])
        LongRecord.write(id: id, property: property, time: time, cell: cell, size: size, to: block)
        entries.append(Entry(prefix: Self.prefix(of: record(at: used).id), place: used))
        used += size
        count += 1
    }

    /// Sorts what is left; no more rows can be added.
    func finish() {
        last = sorted()
        arena.deallocate()
        arena = .allocate(byteCount: 0, alignment: 8)
        entries = []
    }

    /// Returns readers of all runs in the order of the file.
    func readers() throws -> [BlockReader] {
        let buffer = min(256 << 10, max(16 << 10, Self.bufferBytes / max(parts.count, 1)))
        let readers = try file.map { file in try parts.map { try BlockReader(file, $0, buffer: buffer) } } ?? []
        return readers + [BlockReader(copying: last)]
    }

    private func spill() throws {
        let file = try file ?? ScratchFile()
        self.file = file
        parts.append(try sorted().withUnsafeBytes { try file.append($0) })
        used = 0
        entries.removeAll(keepingCapacity: true)
    }

    /// Returns the rows by the bytes of their ids, those of one id in the order of the file.
    private func sorted() -> [UInt8] {
        entries.sort { one, other in
            if one.prefix != other.prefix { return one.prefix < other.prefix }
            let order = order(record(at: one.place).id, record(at: other.place).id)
            return order == 0 ? one.place < other.place : order < 0
        }
        return [UInt8](unsafeUninitializedCapacity: used) { bytes, count in
            let target = UnsafeMutableRawBufferPointer(bytes)
            for entry in entries {
                let block = record(at: entry.place).block
                UnsafeMutableRawBufferPointer(rebasing: target[count...]).copyMemory(from: block)
                count += block.count
            }
        }
    }

    private func record(at place: Int) -> LongRecord {
        let size = Int(arena.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        return LongRecord(block: UnsafeRawBufferPointer(rebasing: arena[place..<(place + size)]))
    }

    /// The first eight bytes as a number that is ordered as they are.
    private static func prefix(of id: UnsafeRawBufferPointer) -> UInt64 {
        if id.count >= 8 { return UInt64(bigEndian: id.loadUnaligned(as: UInt64.self)) }
        return id.enumerated().reduce(0) { $0 | UInt64($1.element) << (56 - 8 * $1.offset) }
    }
}

/// Returns a number below, equal to or above 0, as the first bytes come before, are, or come after the others.
func order(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Int {
    let count = min(one.count, other.count)
    if count > 0, let first = one.baseAddress, let second = other.baseAddress {
        let order = memcmp(first, second, count)
        if order != 0 { return Int(order) }
    }
    return one.count - other.count
}
