import Foundation

/// A window on the bytes of a JSON file that holds the whole of the current row, up to a limit.
final class JSONWindow {
    private let source: any ByteSource
    private let storage: UnsafeMutableRawBufferPointer
    /// The bytes that a row may have.
    let limit: Int
    /// The place of the current row.
    private(set) var start = 0
    /// The end of the bytes that were read.
    private(set) var end = 0
    /// Whether there is nothing after them.
    private(set) var isLast = false
    /// The number of the line at `start`, from 1.
    private(set) var line = 1
    /// The bytes of the file before the first one here.
    private var gone = 0

    /// Opens a window, and skips a byte order mark.
    init(_ source: any ByteSource, limit: Int, chunk: Int) throws {
        self.source = source
        self.limit = max(limit, 16)
        storage = .allocate(byteCount: self.limit + max(chunk, 16), alignment: 16)
        while end < 3, !isLast { try fill() }
        if end >= 3, storage[0] == 0xEF, storage[1] == 0xBB, storage[2] == 0xBF { start = 3 }
    }

    deinit { storage.deallocate() }

    var offset: Int { source.offset }
    var count: Int { end - start }
    var bytes: UnsafePointer<UInt8> {
        UnsafePointer(storage.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self))
    }

    /// Returns the place of a byte in the file, from 1.
    func fileOffset(of place: Int) -> Int { gone + place + 1 }

    /// Moves the current row, which must be smaller than the limit, to the front and reads more behind it.
    func fill() throws {
        if start > 0 {
            storage.baseAddress?.copyMemory(from: bytes + start, byteCount: count)
            gone += start
            end -= start
            start = 0
        }
        let added = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: storage[end...]))
        end += added
        isLast = added == 0
    }

    /// Reads until the current row has twice as many bytes, so that looking at it again each time stays cheap.
    func grow() throws {
        let wanted = min(max(count * 2, 1), limit)
        repeat { try fill() } while count < wanted && !isLast
    }

    /// Ends the current row.
    func advance(to place: Int) {
        line += UnsafeBufferPointer(start: bytes + start, count: place - start).count { $0 == 10 }
        start = place
    }

    /// Returns the next byte that is no blank, and advances to it; nil at the end.
    func nextByte() throws -> UInt8? {
        while true {
            var place = start
            while place < end, JSONScanner.isBlank(bytes[place]) { place += 1 }
            advance(to: place)
            if place < end { return bytes[place] }
            guard !isLast else { return nil }
            try fill()
        }
    }

    /// Returns the place of the next end of a line, from a place on.
    func newline(from place: Int) -> Int? {
        guard place < end, let found = memchr(bytes + place, 10, end - place) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
    }
}
